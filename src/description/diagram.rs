//! How a paper moves, as a picture: its states, and between two of them the steps that lead from one to the other.
//!
//! The same table that is enforced is drawn, so a step cannot be missing. Its labels are the names that requests and answers use,
//! the same in both languages; what it says is told in words beside it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use dagre::graph::{Graph, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, Point, layout};

use crate::chapters;
use crate::kernel::drawing::{INK, PALE_INK, escaped};
use crate::kernel::wording::Say;
use crate::kernel::workflow::Workflow;

/// How high a letter is, in pixels, and how wide it is taken to be; wide fonts are no wider.
const LETTER: f64 = 12.0;
const LETTER_WIDTH: f64 = 6.9;
/// From one line of text to the next.
const LINE_HEIGHT: f64 = 15.0;
/// Around the name of a state, to each side and above and below.
const PADDING: [f64; 2] = [12.0, 8.0];
/// Around everything, in pixels.
const MARGIN: f64 = 10.0;

/// Where the picture of a resource is, as seen from the page: a proxy may have all of it below a path of its own.
pub fn path(resource: &str) -> String {
    format!("diagrams/{resource}.svg")
}

/// The pictures, drawn once: laying one out costs more than sending it, and anybody may ask.
static PICTURES: LazyLock<BTreeMap<&'static str, String>> =
    LazyLock::new(|| chapters::workflows().map(|it| (it.resource(), draw(it))).collect());

/// The picture of a resource that moves.
pub fn diagram(resource: &str) -> Option<&'static str> {
    PICTURES.get(resource).map(String::as_str)
}

/// The same in words: each state, and where its steps lead.
pub fn in_words(workflow: &dyn Workflow, say: Say) -> String {
    let steps = steps(workflow).into_iter();
    let told = steps.map(|((from, to), actions)| format!("{from} {} {to} ({})", say("to"), actions.join(", ")));
    told.collect::<Vec<_>>().join("; ")
}

/// The actions between each two states, in the order of the table.
fn steps(workflow: &dyn Workflow) -> BTreeMap<(String, String), Vec<String>> {
    let mut steps: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for [from, action, to] in workflow.moves() {
        let actions = steps.entry((from, to)).or_default();
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    steps
}

fn width_of(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER_WIDTH
}

/// States and steps, each with the room that its words take.
fn graph_of(workflow: &dyn Workflow) -> Graph<NodeLabel, EdgeLabel> {
    // Of two states that lead to each other one step is laid out the other way round, beside that one.
    let options = GraphOptions { directed: true, multigraph: true, compound: false };
    let mut graph = Graph::with_options(options);
    // In the order of the table, so that what comes first stands first.
    for state in workflow.moves().into_iter().flat_map(|[from, _, to]| [from, to]) {
        if !graph.has_node(&state) {
            let [beside, above] = PADDING.map(|it| 2.0 * it);
            let label = NodeLabel { width: width_of(&state) + beside, height: LETTER + above, ..NodeLabel::default() };
            graph.set_node(state, Some(label));
        }
    }
    for ((from, to), actions) in steps(workflow) {
        let width = actions.iter().map(|it| width_of(it)).fold(0.0, f64::max);
        let height = actions.len() as f64 * LINE_HEIGHT;
        // A step that leads back to its state has room beside the state that is as wide as its names: they stand in its middle.
        let labelpos = if from == to { LabelPos::Center } else { LabelPos::Right };
        let label = EdgeLabel { width, height, label_offset: 4.0, labelpos, ..EdgeLabel::default() };
        graph.set_edge(from, to, Some(label), None);
    }
    let options = LayoutOptions {
        nodesep: 24.0,
        edgesep: 12.0,
        ranksep: 26.0,
        marginx: MARGIN,
        marginy: MARGIN,
        ..LayoutOptions::default()
    };
    layout(&mut graph, Some(options));
    graph
}

fn draw(workflow: &dyn Workflow) -> String {
    let graph = graph_of(workflow);
    let mut parts = String::new();
    let mut extent = Extent::default();
    let steps = steps(workflow);
    for (from, to) in steps.keys() {
        if let Some(edge) = graph.edge(from, to, None) {
            arrow(&mut parts, edge, &mut extent);
        }
    }
    for state in graph.nodes() {
        if let Some((label, [x, y])) = graph.node(&state).and_then(|label| Some((label, [label.x?, label.y?]))) {
            boxed(&mut parts, &state, [x, y], [label.width, label.height]);
            extent.reaches(x + label.width / 2.0, y + label.height / 2.0);
        }
    }
    // Last, so that neither a line nor a state covers them.
    for ((from, to), actions) in &steps {
        if let Some(edge) = graph.edge(from, to, None) {
            names(&mut parts, edge, actions, &mut extent);
        }
    }
    let [width, height] = [extent.right, extent.below].map(|it| (it + MARGIN).ceil());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"title desc\" font-family=\"Arial, Helvetica, sans-serif\" font-size=\"{LETTER}\">\
         <title id=\"title\">{}</title><desc id=\"desc\">{}</desc>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>{parts}</svg>",
        escaped(workflow.resource()),
        escaped(&in_words(workflow, crate::kernel::wording::as_written)),
    )
}

/// How far it reaches to the right and down.
#[derive(Default)]
struct Extent {
    right: f64,
    below: f64,
}

impl Extent {
    fn reaches(&mut self, x: f64, y: f64) {
        self.right = self.right.max(x);
        self.below = self.below.max(y);
    }
}

fn boxed(parts: &mut String, state: &str, [x, y]: [f64; 2], [width, height]: [f64; 2]) {
    // Writing to a String cannot fail.
    let _ = write!(
        parts,
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"6\" fill=\"#e3eef9\" stroke=\"{INK}\"/>\
         <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{INK}\" font-weight=\"bold\">{}</text>",
        x - width / 2.0,
        y - height / 2.0,
        y + LETTER / 3.0,
        escaped(state),
    );
}

/// A line through its points, rounded between them, with a head at its end.
fn arrow(parts: &mut String, edge: &EdgeLabel, extent: &mut Extent) {
    let points = &edge.points;
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
    let mut line = format!("M{:.1} {:.1}", first.x, first.y);
    for pair in points.windows(2).skip(1) {
        if let [corner, next] = pair {
            let [x, y] = [(corner.x + next.x) / 2.0, (corner.y + next.y) / 2.0];
            let _ = write!(line, " Q{:.1} {:.1} {x:.1} {y:.1}", corner.x, corner.y);
        }
    }
    let _ = write!(line, " L{:.1} {:.1}", last.x, last.y);
    for point in points {
        extent.reaches(point.x, point.y);
    }
    let _ = write!(parts, "<path d=\"{line}\" fill=\"none\" stroke=\"{PALE_INK}\"/>{}", head(points));
}

fn head(points: &[Point]) -> String {
    let [.., before, tip] = points else { return String::new() };
    let (x, y) = (tip.x - before.x, tip.y - before.y);
    let length = x.hypot(y).max(1.0);
    let (x, y) = (x / length, y / length);
    let corner = |side: f64| (tip.x - 8.0 * x - side * 4.0 * y, tip.y - 8.0 * y + side * 4.0 * x);
    let ((left_x, left_y), (right_x, right_y)) = (corner(1.0), corner(-1.0));
    format!(
        "<path d=\"M{:.1} {:.1} L{left_x:.1} {left_y:.1} L{right_x:.1} {right_y:.1} Z\" fill=\"{PALE_INK}\"/>",
        tip.x, tip.y
    )
}

/// The steps' names, a line each, on ground of their own: other lines may pass below.
fn names(parts: &mut String, edge: &EdgeLabel, actions: &[String], extent: &mut Extent) {
    let (Some(x), Some(y)) = (edge.x, edge.y) else { return };
    let top = y - actions.len() as f64 * LINE_HEIGHT / 2.0;
    for (place, action) in actions.iter().enumerate() {
        let line = top + place as f64 * LINE_HEIGHT;
        let width = width_of(action);
        let _ = write!(
            parts,
            "<rect x=\"{:.1}\" y=\"{line:.1}\" width=\"{width:.1}\" height=\"{LINE_HEIGHT}\" fill=\"#ffffff\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{INK}\">{}</text>",
            x - width / 2.0,
            line + LETTER - 1.0,
            escaped(action),
        );
        extent.reaches(x + width / 2.0, line + LINE_HEIGHT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_step_is_drawn_and_told() {
        for workflow in chapters::workflows() {
            let picture = diagram(workflow.resource()).expect("a picture");
            let words = in_words(workflow, |it| it);
            for [from, action, to] in workflow.moves() {
                for written in [&from, &action, &to] {
                    assert!(picture.contains(&format!(">{written}</text>")), "{}: {written}", workflow.resource());
                    assert!(words.contains(written.as_str()), "{}: {written}", workflow.resource());
                }
            }
            assert!(!picture.contains("NaN") && !picture.contains("\"inf"), "{}", workflow.resource());
        }
    }

    #[test]
    fn the_names_of_steps_are_drawn_above_lines_and_states() {
        for workflow in chapters::workflows() {
            let picture = diagram(workflow.resource()).expect("a picture");
            let last_state = picture.rfind("font-weight=\"bold\"").expect("a state");
            let last_line = picture.rfind("<path").expect("a line");
            for [_, action, _] in workflow.moves() {
                let name = format!("fill=\"{INK}\">{action}</text>");
                let place = picture.find(&name).expect("a name");
                assert!(place > last_state && place > last_line, "{}: {action}", workflow.resource());
            }
        }
    }

    #[test]
    fn what_does_not_move_has_no_picture() {
        assert_eq!(diagram("indicators"), None);
        assert_eq!(diagram("../programmes"), None);
    }

    /// It is read on a phone by scrolling from side to side, and no further than it has to be.
    #[test]
    fn no_state_lies_upon_another() {
        for workflow in chapters::workflows() {
            let graph = graph_of(workflow);
            let boxes: Vec<[f64; 4]> = graph
                .nodes()
                .iter()
                .filter_map(|it| graph.node(it))
                .map(|it| [it.x.expect("x"), it.y.expect("y"), it.width, it.height])
                .collect();
            for (place, one) in boxes.iter().enumerate() {
                for other in &boxes[place + 1..] {
                    let apart =
                        |axis: usize| (one[axis] - other[axis]).abs() >= (one[axis + 2] + other[axis + 2]) / 2.0;
                    assert!(apart(0) || apart(1), "{}: {one:?} {other:?}", workflow.resource());
                }
            }
        }
    }
}
