//! The cases that NRP, the predecessor, got right or wrong, with the values that are right.
#![cfg(test)]

use attribution::{Builder, FULL_WEIGHT, Flow, Graph, Node, Passing, SweepRefused, Values};

/// A graph under construction, in the words of the cases.
#[derive(Default)]
struct Case {
    builder: Builder,
}

/// What came of it: values, and shares of one deliverable.
struct Outcome {
    graph: Graph,
    values: Values,
}

impl Case {
    fn node(&mut self) -> Node {
        self.builder.add_node()
    }

    fn made_of(&mut self, contributions: &[u64]) -> Node {
        let node = self.node();
        for &value in contributions {
            self.builder.source(node, value);
        }
        node
    }

    fn part(&mut self, from: Node, to: Node, numerator: u64, denominator: u64) -> Flow {
        let part = Passing::Part { numerator, denominator };
        self.builder.flow(from, to, part)
    }

    fn all(&mut self, from: Node, to: Node) -> Flow {
        self.part(from, to, 1, 1)
    }

    fn royalty(&mut self, from: Node, to: Node, value: u64) -> Flow {
        self.builder.flow(from, to, Passing::Royalty { value })
    }

    /// Uses equipment, and returns its state afterwards.
    fn wear(&mut self, machine: Node, to: Node, value: u64) -> Node {
        self.builder.flow(machine, to, Passing::Wear { value });
        let next = self.node();
        self.builder.flow(machine, next, Passing::Rest);
        next
    }

    fn percent(&mut self, from: Node, to: Node, numerator: u64, denominator: u64) -> Flow {
        let percent = Passing::Percent { numerator, denominator };
        self.builder.flow(from, to, percent)
    }

    fn done(self) -> Outcome {
        let graph = self.builder.build().unwrap();
        let values = graph.forward().unwrap();
        Outcome { graph, values }
    }
}

impl Outcome {
    fn value(&self, node: Node) -> u64 {
        self.graph.value(&self.values, node).unwrap()
    }

    fn passed(&self, flow: Flow) -> u64 {
        self.graph.passed(&self.values, flow).unwrap()
    }

    /// The shares of a deliverable in units of value, to the nearest, sources first.
    fn shares(&self, node: Node) -> Vec<u64> {
        let credited = self.graph.credited(&self.values, node).unwrap();
        let targets = [(node, FULL_WEIGHT)];
        let weights = self.graph.backward(&self.values, &targets).unwrap();
        let stranded: u64 = weights.stranded.iter().map(|&(_, weight)| weight).sum();
        assert_eq!(weights.sources.iter().sum::<u64>() + stranded, FULL_WEIGHT);
        let in_units = |weight| {
            let units = u128::from(weight) * u128::from(credited) * 2 / u128::from(FULL_WEIGHT);
            units.div_ceil(2) as u64
        };
        weights.sources.into_iter().map(in_units).collect()
    }
}

#[test]
fn f1_a_diamond_loses_nothing() {
    for (y, z) in [(4, 6), (6, 4)] {
        let mut case = Case::default();
        let x = case.made_of(&[100]);
        let (first, second) = (case.made_of(&[10]), case.made_of(&[10]));
        let f = case.made_of(&[10]);
        case.part(x, first, y, 10);
        let left = case.node();
        case.builder.flow(x, left, Passing::Rest);
        case.part(left, second, z, z);
        case.all(first, f);
        case.all(second, f);
        let outcome = case.done();
        assert_eq!(outcome.value(f), 130);
        assert_eq!(outcome.shares(f), [100, 10, 10, 10]);
    }
}

#[test]
fn f2_a_lot_is_consumed_twice() {
    let mut case = Case::default();
    let x = case.made_of(&[100]);
    let f = case.made_of(&[10]);
    case.part(x, f, 3, 10);
    case.part(x, f, 7, 10);
    let outcome = case.done();
    assert_eq!(outcome.value(f), 110);
    assert_eq!(outcome.shares(f), [100, 10]);
}

#[test]
fn f3_two_processes_make_one_lot() {
    let mut case = Case::default();
    let (one, three) = (case.made_of(&[100]), case.made_of(&[100]));
    let (lot, unit) = (case.node(), case.node());
    case.all(one, lot);
    case.all(three, lot);
    case.part(lot, unit, 1, 4);
    let outcome = case.done();
    assert_eq!(outcome.value(unit), 50);
    assert_eq!(outcome.shares(unit), [25, 25]);
}

#[test]
fn f4_joint_products_share_what_went_in() {
    let mut case = Case::default();
    let process = case.made_of(&[110]);
    let (f, g) = (case.node(), case.node());
    case.part(process, f, 1, 2);
    case.part(process, g, 1, 2);
    let outcome = case.done();
    assert_eq!((outcome.value(f), outcome.value(g)), (55, 55));
    assert_eq!(outcome.shares(f), [55]);
}

#[test]
fn f5_owners_of_a_machine_share_its_use() {
    let mut case = Case::default();
    let machine = case.made_of(&[70, 30]);
    let product = case.node();
    case.royalty(machine, product, 40);
    let outcome = case.done();
    assert_eq!(outcome.value(product), 40);
    assert_eq!(outcome.shares(product), [28, 12]);
}

#[test]
fn f6_a_machine_gives_no_more_than_it_is_worth() {
    let mut case = Case::default();
    let mut machine = case.made_of(&[100]);
    let products: Vec<Node> = (0..5).map(|_| case.node()).collect();
    for &product in &products {
        machine = case.wear(machine, product, 40);
    }
    let outcome = case.done();
    let values: Vec<u64> = products.iter().map(|&node| outcome.value(node)).collect();
    assert_eq!(values, [40, 40, 20, 0, 0]);
    assert_eq!(outcome.value(machine), 0);
}

#[test]
fn f7_every_use_counts_and_reaches_material_in_proportion() {
    let mut case = Case::default();
    let material = case.made_of(&[50]);
    let machine = case.made_of(&[50]);
    case.all(material, machine);
    let (first, second, both) = (case.node(), case.node(), case.node());
    case.royalty(machine, first, 40);
    case.royalty(machine, second, 10);
    case.all(first, both);
    case.all(second, both);
    let outcome = case.done();
    assert_eq!(outcome.shares(first), [20, 20]);
    assert_eq!(outcome.value(both), 50);
    assert_eq!(outcome.shares(both), [25, 25]);
}

#[test]
fn f8_a_citation_is_a_percentage_of_all_else() {
    let mut case = Case::default();
    let (paper, book) = (case.made_of(&[7]), case.node());
    let product = case.made_of(&[100]);
    let cites = case.percent(paper, product, 10, 100);
    let unowned = case.percent(book, product, 5, 100);
    let outcome = case.done();
    assert_eq!((outcome.passed(cites), outcome.passed(unowned)), (10, 5));
    assert_eq!(outcome.value(product), 115);
    assert_eq!(outcome.shares(product), [10, 100]);
}

#[test]
fn f9_pooled_money_counts_for_the_part_that_was_used() {
    for funds in [[60, 40], [120, 80]] {
        let mut case = Case::default();
        let account = case.made_of(&funds);
        let (lot, product) = (case.node(), case.node());
        case.part(account, lot, 100, funds[0] + funds[1]);
        case.part(lot, product, 2, 5);
        assert_eq!(case.done().shares(product), [24, 16]);
    }
}

#[test]
fn f10_two_payers_and_work() {
    let mut case = Case::default();
    let lot = case.made_of(&[60, 40]);
    let product = case.made_of(&[10]);
    case.part(lot, product, 2, 5);
    let outcome = case.done();
    assert_eq!(outcome.value(product), 50);
    assert_eq!(outcome.shares(product), [24, 16, 10]);
}

#[test]
fn f12_an_overfunded_machine_is_used() {
    let mut case = Case::default();
    let account = case.made_of(&[1200, 800]);
    let (machine, product) = (case.node(), case.node());
    case.part(account, machine, 1000, 2000);
    case.wear(machine, product, 40);
    assert_eq!(case.done().shares(product), [24, 16]);
}

#[test]
fn f13_thirds_add_up_to_the_whole() {
    let mut case = Case::default();
    let lot = case.made_of(&[100]);
    let product = case.node();
    for _ in 0..3 {
        case.part(lot, product, 1, 3);
    }
    assert_eq!(case.done().value(product), 100);
}

#[test]
fn use_and_work_scale_with_the_quantity() {
    for quantity in [1, 2, 4] {
        let mut case = Case::default();
        let machine = case.made_of(&[100]);
        let lot = case.made_of(&[20]);
        case.wear(machine, lot, 40);
        let sold = case.node();
        case.part(lot, sold, quantity, 4);
        assert_eq!(case.done().shares(sold), [10 * quantity, 5 * quantity]);
    }
}

#[test]
fn a_chain_scales_with_the_quantity() {
    for (consumed, made, shares) in [(10, 1, [20, 10]), (10, 2, [40, 20]), (4, 5, [40, 50])] {
        let mut case = Case::default();
        let material = case.made_of(&[100]);
        let lot = case.made_of(&[50]);
        case.part(material, lot, consumed, 10);
        let sold = case.node();
        case.part(lot, sold, made, 5);
        let outcome = case.done();
        assert_eq!(outcome.shares(sold), shares);
        assert_eq!(outcome.value(sold), shares[0] + shares[1]);
    }
}

#[test]
fn t1_value_equation() {
    let mut case = Case::default();
    // The contributor's usable machine, what was paid for components, the account.
    let usable = case.made_of(&[100]);
    let components = case.made_of(&[100, 20]);
    let account = case.made_of(&[600, 400]);
    let machine = case.node();
    case.part(account, machine, 1000, 1000);
    let child = case.made_of(&[25]);
    case.part(components, child, 1, 2);
    case.builder.bonus(child, 0);
    let parent = case.node();
    case.part(child, parent, 1, 1);
    case.royalty(machine, parent, 50);
    case.royalty(usable, parent, 10);
    case.builder.bonus(parent, 50);
    let outcome = case.done();
    assert_eq!(outcome.value(child), 85);
    assert_eq!(outcome.value(parent), 145);
    assert_eq!(
        outcome.shares(parent),
        // usable, component payment, expense, V1, V2, work, child production, parent production
        [10, 50, 10, 30, 20, 25, 0, 50]
    );
}

#[test]
fn what_was_never_valued_strands_the_credit_of_its_use() {
    let mut case = Case::default();
    let (found, product) = (case.node(), case.made_of(&[30]));
    let used = case.builder.flow(found, product, Passing::Wear { value: 10 });
    let outcome = case.done();
    assert_eq!(outcome.value(product), 40);
    let targets = [(product, FULL_WEIGHT)];
    let weights = outcome.graph.backward(&outcome.values, &targets).unwrap();
    assert_eq!(weights.sources, [FULL_WEIGHT / 4 * 3]);
    assert_eq!(weights.stranded, [(used, FULL_WEIGHT / 4)]);
}

/// A is made of 100 and half of B; B is made of half of A.
#[test]
fn a_loop_with_an_exit_is_solved() {
    let mut case = Case::default();
    let (a, b) = (case.made_of(&[90]), case.node());
    let (of_a, of_b) = (case.node(), case.node());
    case.part(a, b, 1, 2);
    case.part(a, of_a, 1, 2);
    case.part(b, a, 1, 5);
    case.part(b, of_b, 4, 5);
    let outcome = case.done();
    assert_eq!((outcome.value(a), outcome.value(b)), (100, 50));
    assert_eq!((outcome.value(of_a), outcome.value(of_b)), (50, 40));
    assert_eq!(outcome.shares(of_b), [40]);
}

#[test]
fn equipment_that_wears_out_inside_a_loop() {
    // A workshop keeps its own machine in repair: half of what it makes goes back into it.
    let mut case = Case::default();
    let (workshop, machine) = (case.made_of(&[100]), case.made_of(&[20]));
    let sold = case.node();
    case.part(workshop, machine, 1, 2);
    case.part(workshop, sold, 1, 2);
    let after = case.wear(machine, workshop, 60);
    let outcome = case.done();
    // The machine is worth 20 + (100 + 60) / 2, of which 60 are used.
    assert_eq!(outcome.value(machine), 100);
    assert_eq!(outcome.value(workshop), 160);
    assert_eq!((outcome.value(sold), outcome.value(after)), (80, 40));
}

#[test]
fn value_that_cannot_leave_is_drawn() {
    let mut case = Case::default();
    let (outside, a, b, c) = (case.made_of(&[1]), case.node(), case.node(), case.node());
    case.all(outside, b);
    case.all(a, b);
    case.all(b, c);
    case.all(c, a);
    let graph = case.builder.build().unwrap();
    let Err(SweepRefused::LoopWithoutExit { nodes }) = graph.forward() else {
        panic!("a loop without an exit was not refused");
    };
    let start = nodes.iter().position(|&node| node == a.0).unwrap();
    let mut nodes = nodes;
    nodes.rotate_left(start);
    assert_eq!(nodes, [a.0, b.0, c.0]);
}

#[test]
fn citations_that_feed_on_each_other_are_drawn() {
    let mut case = Case::default();
    let (a, b) = (case.node(), case.node());
    case.royalty(a, b, 10);
    case.royalty(b, a, 10);
    let outcome = case.done();
    let refused = outcome.graph.backward(&outcome.values, &[(a, 1)]);
    assert!(matches!(refused, Err(SweepRefused::LoopWithoutExit { nodes }) if nodes.len() == 2));
}

#[test]
fn a_target_that_nobody_contributed_to_is_refused() {
    let mut case = Case::default();
    let nothing = case.node();
    let outcome = case.done();
    let refused = outcome.graph.backward(&outcome.values, &[(nothing, 1)]);
    assert_eq!(refused.unwrap_err(), SweepRefused::NothingContributed { node: 0 });
}

#[test]
fn a_value_that_does_not_fit_is_refused() {
    let mut case = Case::default();
    let node = case.made_of(&[u64::MAX, 1]);
    let refused = case.builder.build().unwrap().forward();
    assert_eq!(refused.unwrap_err(), SweepRefused::ValueOverflow { node: node.0 });
}

#[test]
fn a_chain_of_a_million_added_backwards() {
    let mut case = Case::default();
    let nodes: Vec<Node> = (0..1_000_000).map(|_| case.node()).collect();
    case.builder.source(nodes[999_999], 1000);
    for pair in nodes.windows(2) {
        case.all(pair[1], pair[0]);
    }
    let outcome = case.done();
    assert_eq!(outcome.shares(nodes[0]), [1000]);
}

#[test]
fn a_long_ring() {
    let mut case = Case::default();
    let nodes: Vec<Node> = (0..20_000).map(|_| case.node()).collect();
    let exit = case.node();
    case.builder.source(nodes[0], 1000);
    for pair in nodes.windows(2) {
        case.all(pair[0], pair[1]);
    }
    case.part(nodes[19_999], nodes[0], 9, 10);
    case.part(nodes[19_999], exit, 1, 10);
    let outcome = case.done();
    assert_eq!(outcome.value(nodes[10_000]), 10_000);
    assert_eq!(outcome.shares(exit), [1000]);
}

#[test]
fn a_star() {
    let mut case = Case::default();
    let hub = case.made_of(&[100_000]);
    let product = case.node();
    for _ in 0..100_000 {
        let spoke = case.made_of(&[1]);
        case.part(hub, spoke, 1, 100_000);
        case.all(spoke, product);
    }
    let outcome = case.done();
    assert_eq!(outcome.value(product), 200_000);
    assert_eq!(outcome.shares(product)[..2], [100_000, 1]);
}

#[test]
fn a_machine_that_only_repairs_itself() {
    let mut case = Case::default();
    let (repair, machine) = (case.made_of(&[30]), case.made_of(&[20]));
    case.all(repair, machine);
    let after = case.wear(machine, repair, 60);
    let outcome = case.done();
    assert_eq!((outcome.value(repair), outcome.value(machine)), (90, 110));
    assert_eq!(outcome.value(after), 50);
    assert_eq!(outcome.shares(after), [30, 20]);
}

#[test]
fn a_machine_that_is_used_up_to_the_last_unit_inside_a_loop() {
    let mut case = Case::default();
    let (repair, machine) = (case.made_of(&[30]), case.made_of(&[20]));
    let consumable = case.node();
    case.part(repair, machine, 1, 2);
    case.part(repair, consumable, 1, 2);
    let after = case.wear(machine, repair, 60);
    let used_up = case.wear(consumable, repair, 90);
    let outcome = case.done();
    // 30 + 60 + 90 go into repair, and half of that comes to each.
    assert_eq!(outcome.value(repair), 180);
    assert_eq!((outcome.value(machine), outcome.value(after)), (110, 50));
    assert_eq!((outcome.value(consumable), outcome.value(used_up)), (90, 0));
    assert_eq!(outcome.shares(after), [30, 20]);
}
