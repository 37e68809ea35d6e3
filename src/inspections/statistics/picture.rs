//! The year of plans as a picture: month by month a pale bar for what was planned and a dark one below it for what was done, first of
//! visits and then of self-inspections. Each bar ends in its number, so that nothing is lost in black and white.

use std::fmt::Write as _;

use crate::inspections::statistics::model::{InspectionMonths, MonthCounts};
use crate::kernel::drawing::{Bar, Drawing, INK, PALE_INK, SHADES, Text};
use crate::kernel::problem::Language;

/// What the names of months take of the width, in percent.
const NAMES: f64 = 17.0;
/// What the longest bar takes of it: its number stands to its right.
const LONGEST: f64 = 66.0;
/// How high a bar is.
const BAR: usize = 10;
/// How high a month is.
const ROW: usize = 28;
/// How high what stands over the months of one kind is.
const HEAD: usize = 44;
/// How high what stands over all is.
const TOP: usize = 64;
/// How high a bar that explains itself is.
const LEGEND: usize = 12;

/// A month, what was planned in it and what was done.
type MonthRow = (i32, i64, i64);

/// What is planned is pale with a line around it, what is done is dark.
const PLANNED: &str = SHADES[0].0;
const DONE: &str = SHADES[3].0;

/// The picture.
pub fn draw(year: &InspectionMonths, language: Language) -> String {
    let words = Words(language);
    let rows = rows(year);
    let panels = [words.visits(), words.self_inspections()].map(|panel| (panel, panel.of(&rows)));
    let panels: Vec<(Panel, Vec<MonthRow>)> = panels.into_iter().filter(|(_, rows)| !rows.is_empty()).collect();
    let height = match panels.as_slice() {
        [] => TOP + 40,
        panels => TOP + panels.iter().map(|(_, rows)| HEAD + rows.len() * ROW + 12).sum::<usize>(),
    };
    let title = words.title(year.year);
    let mut drawing = Drawing::begin(height, language, &title, &words.described(year, &panels));
    drawing.head(&title, [words.counted(), words.rest()]);
    if panels.is_empty() {
        let text = Text { x: 50.0, y: TOP + 20, size: 13, anchor: "middle", ink: INK, bold: false };
        drawing.text(text, words.nothing());
    }
    let mut top = TOP;
    for (panel, rows) in &panels {
        draw_panel(&mut drawing, panel, rows, top, &words);
        top += HEAD + rows.len() * ROW + 12;
    }
    drawing.finish()
}

/// One kind of inspections, and what it is called.
#[derive(Clone, Copy)]
struct Panel {
    name: &'static str,
    planned: &'static str,
    done: &'static str,
    counts: fn(&MonthCounts) -> (i64, i64),
}

impl Panel {
    /// The months with their two numbers, where there is anything at all.
    fn of(&self, rows: &[(i32, MonthCounts)]) -> Vec<MonthRow> {
        let counted = |(month, counts): &(i32, MonthCounts)| {
            let (planned, done) = (self.counts)(counts);
            (*month, planned, done)
        };
        let rows: Vec<_> = rows.iter().map(counted).collect();
        if rows.iter().all(|(_, planned, done)| planned + done == 0) { Vec::new() } else { rows }
    }
}

/// What comes after the year stands in a row of its own, where there is any.
const LATER: i32 = 13;

fn rows(year: &InspectionMonths) -> Vec<(i32, MonthCounts)> {
    let months = year.months.iter().map(|it| (it.month, it.counts));
    let later = (year.later != MonthCounts::default()).then_some((LATER, year.later));
    months.chain(later).collect()
}

fn draw_panel(drawing: &mut Drawing, panel: &Panel, rows: &[MonthRow], top: usize, words: &Words) {
    let heading = Text { x: 1.5, y: top + 14, size: 13, anchor: "start", ink: INK, bold: true };
    let (planned, done) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.1, sum.1 + row.2));
    drawing.text(heading, panel.name);
    for (x, fill, told, count) in [(1.5, PLANNED, panel.planned, planned), (50.0, DONE, panel.done, done)] {
        drawing.bar(Bar { x, y: top + 22, width: 4.0, height: LEGEND, fill, stroke: PALE_INK });
        let text = Text { x: x + 5.5, y: top + 32, size: 11, anchor: "start", ink: INK, bold: false };
        drawing.text(text, &format!("{told}: {count}"));
    }
    let largest = rows.iter().map(|(_, planned, done)| (*planned).max(*done)).max().unwrap_or(1).max(1);
    for (place, (month, planned, done)) in rows.iter().enumerate() {
        let y = top + HEAD + place * ROW;
        let name = Text { x: NAMES - 1.5, y: y + 15, size: 11, anchor: "end", ink: INK, bold: false };
        drawing.text(name, &words.month(*month));
        let told = format!("{}: {} {planned}, {} {done}", words.whole_month(*month), panel.planned, panel.done);
        drawing.told(&told, |drawing| {
            for (y, count, fill) in [(y, *planned, PLANNED), (y + BAR + 1, *done, DONE)] {
                let width = LONGEST * count as f64 / largest as f64;
                if count > 0 {
                    drawing.bar(Bar { x: NAMES, y, width, height: BAR, fill, stroke: PALE_INK });
                }
                let ink = if count > 0 { INK } else { PALE_INK };
                let text =
                    Text { x: NAMES + width + 1.0, y: y + 9, size: 11, anchor: "start", ink, bold: fill == DONE };
                drawing.text(text, &count.to_string());
            }
        });
    }
    drawing.line(top + HEAD + rows.len() * ROW + 2, 1.5, 98.5);
}

/// What is written.
struct Words(Language);

impl Words {
    fn of(&self, vietnamese: &'static str, english: &'static str) -> &'static str {
        match self.0 {
            Language::Vietnamese => vietnamese,
            Language::English => english,
        }
    }

    fn title(&self, year: i32) -> String {
        match self.0 {
            Language::Vietnamese => format!("Kiểm tra năm {year} theo tháng"),
            Language::English => format!("Inspections of {year} by month"),
        }
    }

    fn counted(&self) -> &'static str {
        self.of("Không tính cuộc đã huỷ", "Without what was called off")
    }

    fn rest(&self) -> &'static str {
        self.of("Kế hoạch: theo ngày cuối của hạn", "Planned: by the last day")
    }

    fn visits(&self) -> Panel {
        Panel {
            name: self.of("Kiểm tra tại cơ quan", "Visits"),
            planned: self.of("Kế hoạch", "Planned"),
            done: self.of("Đã kiểm tra", "Done"),
            counts: |it| (it.visits_planned, it.visits_done),
        }
    }

    fn self_inspections(&self) -> Panel {
        Panel {
            name: self.of("Tự kiểm tra", "Self-inspections"),
            planned: self.of("Đến hạn", "Due"),
            done: self.of("Đã nộp", "Handed in"),
            counts: |it| (it.self_inspections_due, it.self_inspections_received),
        }
    }

    fn described(&self, year: &InspectionMonths, panels: &[(Panel, Vec<MonthRow>)]) -> String {
        let mut told = format!("{}. {}.", self.counted(), self.rest());
        if panels.is_empty() {
            let _ = write!(told, " {}.", self.nothing());
        }
        for (panel, rows) in panels {
            let (planned, done) = (panel.counts)(&year.totals);
            let _ = write!(told, " {}: {} {planned}, {} {done}.", panel.name, panel.planned, panel.done);
            for (month, planned, done) in rows.iter().filter(|(_, planned, done)| planned + done > 0) {
                let _ = write!(told, " {}: {planned}, {done}.", self.whole_month(*month));
            }
        }
        told
    }

    fn month(&self, month: i32) -> String {
        match (self.0, month) {
            (_, LATER) => self.of("Sau năm", "Later").to_owned(),
            (Language::Vietnamese, _) => format!("Tháng {month}"),
            (Language::English, _) => english(month).chars().take(3).collect(),
        }
    }

    fn whole_month(&self, month: i32) -> String {
        match (self.0, month) {
            (_, LATER) => self.of("Sau năm kế hoạch", "After the year").to_owned(),
            (Language::Vietnamese, _) => format!("Tháng {month}"),
            (Language::English, _) => english(month).to_owned(),
        }
    }

    fn nothing(&self) -> &'static str {
        self.of("Không có cuộc kiểm tra nào", "There are no inspections")
    }
}

fn english(month: i32) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests;
