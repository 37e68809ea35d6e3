//! The heat map as a picture: some columns stand side by side, and the next ones below them. A cell says its number in numerals, and
//! darker is more.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

use crate::events::kinds::EventForm;
use crate::events::statistics::calendar::begins_a_month;
use crate::events::statistics::model::{HeatColumn, HeatMap};
use crate::kernel::drawing::{Bar, Drawing, INK, LINE, PALE_INK, SHADES, Shading, Text, fitting};
use crate::kernel::problem::Language;

/// Columns that stand side by side, without that of their sums …
const SIDE_BY_SIDE: usize = 11;
/// … and where numbers are long.
const SIDE_BY_SIDE_IF_LONG: usize = 8;
/// A number is long from here on.
const LONG: i64 = 100;
/// What the names of forms take of the width, in percent.
const NAMES: f64 = 34.0;
/// How high a row is.
const ROW: usize = 22;
/// How high what stands over a band of columns is.
const HEAD: usize = 30;
/// How high what stands over all is.
const TOP: usize = 64;

/// The picture.
pub fn draw(map: &HeatMap, language: Language) -> String {
    let words = Words(language);
    let is_long = map.column_totals.iter().any(|it| *it >= LONG);
    let abreast = if is_long { SIDE_BY_SIDE_IF_LONG } else { SIDE_BY_SIDE };
    let bands = map.columns.len().div_ceil(abreast);
    let band_height = HEAD + (map.rows.len() + 1) * ROW + 14;
    let sums_height = if bands > 1 { HEAD + map.rows.len() * ROW + 14 } else { 0 };
    let is_empty = map.rows.is_empty();
    let height = if is_empty { TOP + 40 } else { TOP + bands * band_height + sums_height + 50 };
    let title = words.title(map);
    let mut canvas = Canvas { drawing: Drawing::begin(height, language, &title, &words.described(map)), abreast };
    canvas.drawing.head(&title, [words.counted(), &words.standing(map)]);
    if is_empty {
        let text = Text { x: 50.0, y: TOP + 20, size: 13, anchor: "middle", ink: INK, bold: false };
        canvas.drawing.text(text, words.nothing());
    } else {
        let shading =
            Shading { largest: map.rows.iter().flat_map(|row| &row.cells).copied().max().unwrap_or_default() };
        for band in 0..bands {
            canvas.band(map, band * abreast, TOP + band * band_height, &shading, &words);
        }
        if bands > 1 {
            canvas.sums(map, TOP + bands * band_height, &words);
        }
        canvas.legend(&shading, TOP + bands * band_height + sums_height, &words);
    }
    canvas.drawing.finish()
}

fn cell(x: f64, y: usize, width: f64, fill: &'static str, stroke: &'static str) -> Bar {
    Bar { x, y, width, height: ROW - 2, fill, stroke }
}

/// What is drawn so far.
struct Canvas {
    drawing: Drawing,
    /// Columns that stand side by side.
    abreast: usize,
}

impl Canvas {
    /// What a column takes of the width, in percent.
    fn column(&self) -> f64 {
        (100.0 - NAMES - 0.5) / (self.abreast as f64 + 1.0)
    }

    /// A number as it stands in a column, and how.
    fn numeral(&self, x: f64, y: usize, number: i64, ink: &'static str, bold: bool) -> (Text, String) {
        let numeral = number.to_string();
        let size = fitting(&numeral, self.column(), 11);
        (Text { x, y: y + 14, size, anchor: "middle", ink, bold }, numeral)
    }

    fn number(&mut self, x: f64, y: usize, number: i64, ink: &'static str, bold: bool) {
        let (text, numeral) = self.numeral(x, y, number, ink, bold);
        self.drawing.text(text, &numeral);
    }

    fn name(&mut self, y: usize, name: &str, bold: bool) {
        let text = Text { x: NAMES - 1.0, y: y + 14, size: 10, anchor: "end", ink: INK, bold };
        self.drawing.text(text, name);
    }

    /// Columns side by side from a place on, with a row for each form, and sums to the right and below.
    fn band(&mut self, map: &HeatMap, from: usize, top: usize, shading: &Shading, words: &Words) {
        let upto = map.columns.len().min(from + self.abreast);
        let column_width = self.column();
        let left = |place: usize| NAMES + (place - from) as f64 * column_width;
        let middle = |place: usize| left(place) + column_width / 2.0;
        for (place, column) in map.columns.iter().enumerate().take(upto).skip(from) {
            if place == from || begins_a_month(&map.columns, place) {
                let text = Text { x: middle(place), y: top + 10, size: 10, anchor: "middle", ink: INK, bold: true };
                self.drawing.text(text, &words.month(column.first_on));
            }
            let is_sunday = !map.by_week && column.first_on.weekday() == chrono::Weekday::Sun;
            let text = Text { x: middle(place), y: top + 24, size: 11, anchor: "middle", ink: INK, bold: is_sunday };
            self.drawing.text(text, &column.first_on.day().to_string());
        }
        let text = Text { x: middle(upto), y: top + 24, size: 11, anchor: "middle", ink: INK, bold: true };
        self.drawing.text(text, "Σ");
        for (number, row) in map.rows.iter().enumerate() {
            let y = top + HEAD + number * ROW;
            self.name(y, words.form(row.form), false);
            let mut sum = 0;
            for (place, count) in row.cells.iter().copied().enumerate().take(upto).skip(from) {
                sum += count;
                let Some(column) = map.columns.get(place).filter(|_| count > 0) else {
                    self.drawing.bar(cell(left(place) + 0.1, y, column_width - 0.2, "#ffffff", LINE));
                    continue;
                };
                let (fill, ink) = shading.shade(count);
                let (text, numeral) = self.numeral(middle(place), y, count, ink, false);
                let told = format!("{}, {}: {count}", words.form(row.form), words.days(map, column));
                self.drawing.told(&told, |drawing| {
                    drawing.bar(cell(left(place) + 0.1, y, column_width - 0.2, fill, LINE));
                    drawing.text(text, &numeral);
                });
            }
            self.number(middle(upto), y, sum, INK, true);
        }
        let y = top + HEAD + map.rows.len() * ROW;
        self.drawing.line(y, NAMES, left(upto) + column_width);
        self.name(y, words.sum(), true);
        let totals = || map.column_totals.iter().copied().enumerate().take(upto).skip(from);
        for (place, count) in totals() {
            self.number(middle(place), y, count, if count > 0 { INK } else { PALE_INK }, count > 0);
        }
        self.number(middle(upto), y, totals().map(|(_, count)| count).sum(), INK, true);
    }

    /// All of each form as a bar.
    fn sums(&mut self, map: &HeatMap, top: usize, words: &Words) {
        let text = Text { x: NAMES, y: top + 20, size: 11, anchor: "start", ink: INK, bold: true };
        self.drawing.text(text, words.whole());
        let largest = map.rows.iter().map(|row| row.total).max().unwrap_or(1).max(1);
        for (number, row) in map.rows.iter().enumerate() {
            let y = top + HEAD + number * ROW;
            let width = 54.0 * row.total as f64 / largest as f64;
            self.name(y, words.form(row.form), false);
            self.drawing.bar(cell(NAMES, y, width, SHADES[2].0, PALE_INK));
            let text = Text { x: NAMES + width + 1.5, y: y + 14, size: 12, anchor: "start", ink: INK, bold: true };
            self.drawing.text(text, &row.total.to_string());
        }
    }

    /// Which shade is how many.
    fn legend(&mut self, shading: &Shading, top: usize, words: &Words) {
        let text = Text { x: NAMES - 1.0, y: top + 24, size: 11, anchor: "end", ink: PALE_INK, bold: false };
        self.drawing.text(text, words.legend());
        let width = 65.0 / SHADES.len() as f64;
        for (place, (first, last)) in shading.ranges().enumerate() {
            let x = NAMES + place as f64 * width;
            let (fill, ink) = shading.shade_of_step(place as i64 + 1);
            self.drawing.bar(cell(x, top + 10, width - 1.0, fill, PALE_INK));
            let range = if first == last { first.to_string() } else { format!("{first}–{last}") };
            let size = fitting(&range, width - 1.0, 11);
            let text = Text { x: x + (width - 1.0) / 2.0, y: top + 24, size, anchor: "middle", ink, bold: false };
            self.drawing.text(text, &range);
        }
    }
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

    fn title(&self, map: &HeatMap) -> String {
        let year = map.year;
        match (self.0, map.by_week) {
            (Language::Vietnamese, false) => format!("Sự kiện năm {year} theo ngày và hình thức"),
            (Language::Vietnamese, true) => format!("Sự kiện năm {year} theo tuần và hình thức"),
            (Language::English, false) => format!("Events of {year} by day and form"),
            (Language::English, true) => format!("Events of {year} by week and form"),
        }
    }

    fn counted(&self) -> &'static str {
        self.of("Đã hoặc sẽ diễn ra; không tính sự kiện huỷ, hoãn", "Held or to be held; none cancelled or postponed")
    }

    fn standing(&self, map: &HeatMap) -> String {
        let total = map.total;
        let all = match self.0 {
            Language::Vietnamese => format!("Tổng số: {total}"),
            Language::English => format!("In all: {total}"),
        };
        let weeks = if map.by_week {
            self.of(" · cột: tuần, từ thứ Hai", " · a column is a week from Monday")
        } else {
            ""
        };
        let provisional = if map.provisional { self.of(" · số liệu tạm thời", " · provisional") } else { "" };
        format!("{all}{weeks}{provisional}")
    }

    fn described(&self, map: &HeatMap) -> String {
        let mut told = format!("{}. {}.", self.counted(), self.standing(map));
        for row in &map.rows {
            let _ = write!(told, " {}: {}.", self.form(row.form), row.total);
        }
        let busiest = map.column_totals.iter().zip(&map.columns).rev().max_by_key(|(count, _)| **count);
        if let Some((count, column)) = busiest.filter(|(count, _)| **count > 0) {
            let _ = write!(told, " {}: {} ({count}).", self.of("Nhiều nhất", "Most on"), self.days(map, column));
        }
        told
    }

    fn days(&self, map: &HeatMap, column: &HeatColumn) -> String {
        let day = |date: NaiveDate| self.0.day(date);
        if map.by_week { format!("{}–{}", day(column.first_on), day(column.last_on)) } else { day(column.first_on) }
    }

    fn month(&self, date: NaiveDate) -> String {
        match self.0 {
            Language::Vietnamese => format!("T{}", date.month()),
            Language::English => date.format("%b").to_string(),
        }
    }

    fn sum(&self) -> &'static str {
        self.of("Cộng (Σ)", "Sum (Σ)")
    }

    fn whole(&self) -> &'static str {
        self.of("Cả thời gian", "The whole time")
    }

    fn legend(&self) -> &'static str {
        self.of("Số sự kiện", "Events")
    }

    fn nothing(&self) -> &'static str {
        self.of("Không có sự kiện nào", "There are no events")
    }

    fn form(&self, form: EventForm) -> &'static str {
        match form {
            EventForm::Seminar => self.of("Hội thảo", "Seminar"),
            EventForm::Conference => self.of("Hội nghị", "Conference"),
            EventForm::Training => self.of("Tập huấn", "Training"),
            EventForm::RoundTable => self.of("Toạ đàm", "Round table"),
            EventForm::PolicyDialogue => self.of("Đối thoại chính sách", "Policy dialogue"),
            EventForm::SocialMedia => self.of("Mạng xã hội", "Social media"),
            EventForm::Parade => self.of("Diễu hành", "Parade"),
            EventForm::StreetMusic => self.of("Âm nhạc đường phố", "Street music"),
            EventForm::Exhibition => self.of("Triển lãm", "Exhibition"),
            EventForm::Contest => self.of("Cuộc thi", "Contest"),
            EventForm::ArtsExchange => self.of("Giao lưu văn nghệ", "Arts exchange"),
            EventForm::Sports => self.of("Thể thao", "Sports"),
            EventForm::Rally => self.of("Mít tinh", "Rally"),
            EventForm::Talk => self.of("Nói chuyện chuyên đề", "Talk"),
            EventForm::Other => self.of("Khác", "Other"),
        }
    }
}

#[cfg(test)]
mod tests;
