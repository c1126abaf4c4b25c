//! What charts say, whatever they are given.

use super::layers::layers;
use super::*;
use proptest::prelude::*;

const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\" onload=\"x";

fn wording() -> Wording {
    Wording {
        figures: "The figures".into(),
        others: "Others".into(),
        not_drawn: "not drawn".into(),
        leads_back: "leads back, not drawn".into(),
        nothing: "There is nothing to draw yet.".into(),
    }
}

fn slice(label: &str, value: f64) -> Slice {
    Slice { label: label.into(), value, said: format!("{value} %") }
}

fn drawn(slices: &[Slice]) -> String {
    pie(&wording(), "Shares", ["Member", "Share"], slices).into_string()
}

fn flow(from: &str, to: &str, value: f64) -> Flow {
    Flow { from: from.into(), to: to.into(), value, said: format!("{value} h") }
}

fn node(id: &str, label: &str) -> Node {
    Node {
        id: id.into(),
        label: label.into(),
        figure: None,
        kind: Kind::Process,
        kind_said: "Process".into(),
        href: Some("/why?a=1&b=2".into()),
    }
}

fn edge(from: &str, to: &str, label: &str) -> Edge {
    Edge { from: from.into(), to: to.into(), label: label.into() }
}

/// How many `tr` of the table are drawn apart.
fn drawn_apart(page: &str) -> usize {
    page.matches("<tr data-apart>").count()
}

#[test]
fn a_name_is_text_and_nothing_else() {
    let flows = [flow(HOSTILE, "b", 1.0)];
    let days = [Day { iso: HOSTILE.into(), said: HOSTILE.into() }];
    let series = [Series {
        label: HOSTILE.into(),
        points: vec![Point { value: 0.5, said: HOSTILE.into() }],
    }];
    let pages = [
        pie(&wording(), HOSTILE, [HOSTILE; 2], &[slice(HOSTILE, 1.0)]),
        over_time(&wording(), HOSTILE, HOSTILE, &days, &series),
        sankey(&wording(), HOSTILE, [HOSTILE; 3], &flows),
        graph(
            &wording(),
            HOSTILE,
            [HOSTILE; 3],
            &[node(HOSTILE, HOSTILE)],
            &[edge(HOSTILE, HOSTILE, HOSTILE)],
        ),
    ];
    for page in pages {
        let page = page.into_string();
        assert!(
            !page.contains("<img") && !page.contains("</script") && !page.contains("\" onload=\""),
            "{page}"
        );
        assert!(page.contains("&lt;img"));
    }
}

#[test]
fn nothing_is_said_to_be_nothing() {
    for page in [
        drawn(&[]),
        drawn(&[slice("ana", 0.0)]),
        over_time(&wording(), "t", "d", &[], &[]).into_string(),
        sankey(&wording(), "t", ["f", "t", "v"], &[]).into_string(),
        graph(&wording(), "t", ["n", "k", "l"], &[], &[]).into_string(),
    ] {
        assert!(
            page.contains("There is nothing to draw yet.") && page.contains("<table>"),
            "{page}"
        );
        assert!(!page.contains("data-chart") && !page.contains("<svg"), "{page}");
    }
}

#[test]
fn one_slice_is_a_whole_pie_and_its_table_stands_open() {
    let page = drawn(&[slice("ana", 100.0)]);
    assert_eq!(drawn_apart(&page), 1);
    assert!(page.contains("data-chart=\"pie\"") && page.contains("<details open>"), "{page}");
    assert!(page.contains("role=\"img\" aria-label=\"Shares\""));
}

#[test]
fn what_is_below_zero_is_said_and_not_drawn() {
    let page = drawn(&[slice("ana", 10.0), slice("ben", -3.0), slice("cho", f64::NAN)]);
    assert!(page.contains("-3 % <small>(not drawn)</small>"), "{page}");
    assert_eq!(page.matches("not drawn").count(), 2);
    assert_eq!(page.matches("data-value").count(), 1);
    assert_eq!(drawn_apart(&page), 1);
}

#[test]
fn five_hundred_slices_are_all_in_the_table_and_seven_are_drawn_apart() {
    let mut slices: Vec<Slice> = (0..500).map(|at| slice(&format!("member {at}"), 0.01)).collect();
    assert_eq!(drawn_apart(&drawn(&slices)), 0);
    for slice in slices.iter_mut().skip(40).take(9) {
        slice.value = 5.0;
    }
    let page = drawn(&slices);
    assert_eq!(drawn_apart(&page), 7);
    assert_eq!(page.matches("data-value").count(), 500);
    assert!(
        page.contains("<tr data-apart><th scope=\"row\">member 46<")
            && !page.contains("<tr data-apart><th scope=\"row\">member 47<")
    );
}

#[test]
fn a_day_without_a_point_is_an_empty_cell() {
    let days: Vec<Day> = ["2026-11-20", "2026-11-21"]
        .iter()
        .map(|day| Day { iso: (*day).into(), said: (*day).into() })
        .collect();
    let point = Point { value: 0.25, said: "25 %".into() };
    let series = [
        Series { label: "ana".into(), points: vec![point.clone(), point.clone()] },
        Series { label: "ben".into(), points: vec![point] },
    ];
    let page = over_time(&wording(), "t", "day", &days, &series).into_string();
    assert_eq!(page.matches("data-value=\"0.25\"").count(), 3);
    assert_eq!(page.matches("<td></td>").count(), 1);
    assert!(page.contains("data-chart=\"over-time\"") && page.contains("data-day=\"2026-11-20\""));
}

#[test]
fn the_flow_that_closes_a_circle_leads_back() {
    let flows = [
        flow("a", "b", 1.0),
        flow("b", "c", 1.0),
        flow("c", "a", 1.0),
        flow("a", "c", 1.0),
        flow("d", "d", 1.0),
    ];
    assert_eq!(leading_back(&flows), BTreeSet::from([2, 4]));
    let page = sankey(&wording(), "t", ["from", "to", "value"], &flows).into_string();
    assert_eq!(page.matches("<tr data-back>").count(), 2);
    assert!(page.contains("a <small>(leads back, not drawn)</small>"), "{page}");
}

#[test]
fn nodes_are_links_that_are_read_and_edges_to_nowhere_are_left_out() {
    let nodes = [node("a", "Designing"), node("b", "Welding")];
    let page = graph(
        &wording(),
        "t",
        ["n", "k", "l"],
        &nodes,
        &[edge("a", "b", "cite"), edge("a", "x", "lost")],
    )
    .into_string();
    assert_eq!(page.matches("<a href=\"/why?a=1&amp;b=2\">").count(), 4);
    assert!(page.contains("Welding (cite)") && !page.contains("lost"), "{page}");
    assert_eq!(page.matches("class=\"edge\"").count(), 1);
}

#[test]
fn the_script_is_whole_and_packed() {
    let library = library();
    assert!(library.plain.starts_with("/**\n* plotly.js v3"), "another script comes first");
    assert!(library.plain.len() > 4_000_000 && !library.plain.contains("MathJax.loader"));
    let mut unpacked = String::new();
    let mut packed = flate2::read::GzDecoder::new(library.gzip());
    std::io::Read::read_to_string(&mut packed, &mut unpacked).unwrap();
    assert_eq!(unpacked, library.plain);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_in_a_graph_stands_on_anything_else(
        widths in proptest::collection::vec(20.0..200.0_f64, 1..20),
        ends in proptest::collection::vec((0..20_usize, 0..20_usize), 0..40),
    ) {
        let sizes: Vec<(f64, f64)> = widths.iter().map(|width| (*width, 40.0)).collect();
        let arrows: Vec<(usize, usize)> = ends.iter().map(|(from, to)| (from % sizes.len(), to % sizes.len())).collect();
        let plan = layers(&sizes, &arrows);
        for (at, one) in plan.items.iter().enumerate() {
            prop_assert!(one.x - one.width / 2.0 >= 0.0 && one.x + one.width / 2.0 <= plan.width);
            prop_assert!(one.top >= 0.0 && one.top + one.height <= plan.height);
            for other in plan.items.iter().skip(at + 1) {
                let beside = (one.x - other.x).abs() + 0.001 >= (one.width + other.width) / 2.0;
                let above = one.top + one.height <= other.top || other.top + other.height <= one.top;
                prop_assert!(beside || above, "{one:?} {other:?}");
            }
        }
        for (way, (from, to)) in plan.ways.iter().zip(&arrows) {
            prop_assert_eq!(way.is_empty(), from == to);
            let tops: Vec<f64> = way.iter().map(|at| plan.items[*at].top).collect();
            prop_assert!(tops.is_sorted(), "an arrow turns around");
        }
    }
}
