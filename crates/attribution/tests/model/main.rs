//! The sweeps against the slow, obvious model, on random graphs.
#![cfg(test)]

mod exact;
mod random;

use attribution::{
    Builder, FULL_WEIGHT, Flow, Graph, Node, Passing, SweepRefused, Values, Weights,
};
use exact::{Exact, Plan, Q, fraction, q, settle};
use proptest::prelude::*;
use random::{Flavour, plans};

fn build(plan: &Plan) -> Graph {
    let mut builder = Builder::new();
    let nodes: Vec<Node> = (0..plan.nodes).map(|_| builder.add_node()).collect();
    for &(node, value) in &plan.sources {
        builder.source(nodes[node], value);
    }
    for &(node, value) in &plan.bonuses {
        builder.bonus(nodes[node], value);
    }
    for &(from, to, passing) in &plan.flows {
        builder.flow(nodes[from], nodes[to], passing);
    }
    builder.build().unwrap()
}

fn takes(passing: Passing) -> bool {
    matches!(passing, Passing::Part { .. } | Passing::Rest | Passing::Wear { .. })
}

struct Swept<'a> {
    plan: &'a Plan,
    graph: &'a Graph,
    values: &'a Values,
}

impl Swept<'_> {
    fn value(&self, node: usize) -> u64 {
        self.graph.value(self.values, Node(node as u32)).unwrap()
    }

    fn passed(&self, flow: usize) -> u64 {
        self.graph.passed(self.values, Flow(flow as u32)).unwrap()
    }

    fn entered(&self, node: usize) -> u64 {
        let sources = self.plan.sources.iter().filter(|source| source.0 == node);
        let flows = (0..self.plan.flows.len()).filter(|&flow| self.plan.flows[flow].1 == node);
        sources.map(|source| source.1).sum::<u64>()
            + flows.map(|flow| self.passed(flow)).sum::<u64>()
    }

    /// What enters a node is its value, and what it passes on is its value.
    fn conserves(&self, exact: &Exact) {
        let many = self.plan.flows.len() as u64;
        for node in 0..self.plan.nodes {
            let value = self.value(node);
            let entered = self.entered(node);
            let is_large = exact.value[node] == q(0) || exact.value[node] > q(1000);
            assert!(entered <= value && value <= entered + many);
            assert!(value == entered || (!self.plan.is_acyclic() && !is_large));
            let outs = (0..self.plan.flows.len()).filter(|&flow| self.plan.flows[flow].0 == node);
            let outs: Vec<usize> = outs.filter(|&flow| takes(self.plan.flows[flow].2)).collect();
            let taken: u64 = outs.iter().map(|&flow| self.passed(flow)).sum();
            let has_rest = outs.iter().any(|&flow| self.plan.flows[flow].2 == Passing::Rest);
            if exact.value[node] == q(0) {
                // Never valued, or nothing left: wear may enter its end all the same.
            } else if has_rest || self.plan.left(node) == q(0) {
                assert_eq!(taken, value);
            } else {
                assert!(taken <= value);
            }
        }
    }

    /// Every value is within the bound that the crate states; `None` if the bound is infinite.
    fn errors(&self) -> Option<Vec<Q>> {
        let plan = self.plan;
        let many = plan.flows.len() as u64;
        let mut edges = Vec::new();
        let mut entering = vec![q(0); plan.nodes];
        for &(from, to, passing) in &plan.flows {
            let gain = match passing {
                Passing::Part { numerator, denominator }
                | Passing::Copy { numerator, denominator } => fraction(numerator, denominator),
                Passing::Rest | Passing::Wear { .. } => plan.left(from),
                Passing::Royalty { .. } | Passing::Percent { .. } => q(0),
            };
            // Here a flow is rounded by one, or takes what others were rounded by.
            entering[to] += q(many);
            edges.push((from, to, gain * plan.factor(to)));
        }
        for (node, entering) in entering.iter_mut().enumerate() {
            *entering *= plan.factor(node);
        }
        settle(&edges, &entering)
    }

    fn is_near(&self, exact: &Exact) {
        let Some(errors) = self.errors() else {
            return;
        };
        for (node, (error, exact)) in errors.iter().zip(&exact.value).enumerate() {
            let off = q(self.value(node)) - exact;
            assert!(off <= *error && -off <= *error);
        }
    }

    /// Weight is conserved, and every share is within the bound.
    fn shares_are_near(&self, exact: &Exact, node: usize) {
        let targets = [(Node(node as u32), FULL_WEIGHT)];
        let swept = self.graph.backward(self.values, &targets);
        let Ok(shares) = exact.shares(self.plan, node) else {
            self.is_cycle(swept.unwrap_err());
            return;
        };
        let weights = swept.unwrap();
        let stranded: u64 = weights.stranded.iter().map(|&(_, weight)| weight).sum();
        assert_eq!(weights.sources.iter().sum::<u64>() + stranded, FULL_WEIGHT);
        let Some(tolerance) = self.tolerance(exact, &shares.visits) else {
            return;
        };
        let mut by_flow = vec![0; self.plan.flows.len()];
        for (Flow(flow), weight) in weights.stranded {
            by_flow[flow as usize] += weight;
        }
        let found = weights.sources.iter().chain(&by_flow);
        for (found, share) in found.zip(shares.sources.iter().chain(&shares.stranded)) {
            let off = q(*found) - share * q(FULL_WEIGHT);
            assert!(off <= tolerance && -off <= tolerance, "{found} {share}");
        }
    }

    /// How far shares may be off: at each node that weight passes, by what the values of
    /// its origins are off against its own, and by a unit for each origin.
    fn tolerance(&self, exact: &Exact, visits: &[Q]) -> Option<Q> {
        let errors = self.errors()?;
        let mut sum = q(0);
        for ((visits, errors), credited) in visits.iter().zip(&errors).zip(&exact.credited) {
            if *visits > q(0) {
                let part = q(2) * errors / credited;
                sum += visits * (part * q(FULL_WEIGHT) + q(self.plan.flows.len() as u64 + 9));
            }
        }
        // Bonuses are passed by rounded coefficients once more.
        let times = if self.plan.bonuses.is_empty() { 1 } else { 1000 };
        Some(sum * q(times))
    }

    /// Many targets in one sweep get what each would get alone, but for rounding.
    fn targets_add_up(&self, exact: &Exact) {
        let nodes = (0..self.plan.nodes).filter(|&node| exact.credited[node] > q(1000));
        let all: Vec<(Node, u64)> = nodes.map(|node| (Node(node as u32), 1 << 40)).collect();
        let alone = all.iter().map(|&target| self.graph.backward(self.values, &[target]));
        let Ok(alone) = alone.collect::<Result<Vec<_>, _>>() else {
            return;
        };
        let together = self.graph.backward(self.values, &all).unwrap();
        for (source, &weight) in together.sources.iter().enumerate() {
            let sum: u64 = alone.iter().map(|weights| weights.sources[source]).sum();
            assert!(sum.abs_diff(weight) < 1 << 20);
        }
        self.flows_explain(&together, &all, exact);
    }

    /// The weight at a node is what its targets and the flows that lead from it bring.
    fn flows_explain(&self, weights: &Weights, targets: &[(Node, u64)], exact: &Exact) {
        let through = |flow| {
            let weight = self.graph.through(self.values, weights, Flow(flow as u32));
            u128::from(weight.unwrap())
        };
        for node in 0..self.plan.nodes {
            let flows = || self.plan.flows.iter().enumerate();
            let from = flows().filter(|(_, flow)| flow.0 == node);
            let brought: u128 = from.map(|(flow, _)| through(flow)).sum();
            let to = flows().filter(|(_, flow)| flow.1 == node);
            let taken: u128 = to.map(|(flow, _)| through(flow)).sum();
            let aimed = targets.iter().filter(|target| target.0.0 as usize == node);
            let aimed: u128 = aimed.map(|target| u128::from(target.1)).sum();
            let mut entries = self.plan.sources.iter().chain(&self.plan.bonuses);
            // What is stranded does not come from the node that it was taken from.
            if exact.value[node] <= q(1000) {
                continue;
            }
            assert!(taken <= brought + aimed + (1 << 20));
            if !entries.any(|entry| entry.0 == node) {
                assert!(taken.abs_diff(brought + aimed) < 1 << 20);
            }
        }
    }

    fn is_cycle(&self, refused: SweepRefused) {
        is_cycle(self.plan, refused);
    }
}

/// The refusal draws a cycle that is there.
fn is_cycle(plan: &Plan, refused: SweepRefused) {
    let SweepRefused::LoopWithoutExit { nodes } = refused else {
        panic!("refused for another reason: {refused}");
    };
    for (at, &from) in nodes.iter().enumerate() {
        let to = nodes[(at + 1) % nodes.len()];
        let mut flows = plan.flows.iter();
        assert!(flows.any(|flow| flow.0 as u32 == from && flow.1 as u32 == to));
    }
}

fn check(plan: &Plan) {
    let graph = build(plan);
    let (exact, values) = match (plan.exact(), graph.forward()) {
        (Ok(exact), Ok(values)) => (exact, values),
        (Err(_), Err(refused)) => return is_cycle(plan, refused),
        (exact, values) => panic!("{:?} but {:?}", exact.err(), values.err()),
    };
    let swept = Swept { plan, graph: &graph, values: &values };
    swept.conserves(&exact);
    swept.is_near(&exact);
    swept.targets_add_up(&exact);
    for node in 0..plan.nodes {
        if exact.credited[node] > q(1000) {
            swept.shares_are_near(&exact, node);
        } else if exact.credited[node] == q(0) {
            let refused = graph.backward(&values, &[(Node(node as u32), 1)]);
            let node = node as u32;
            assert_eq!(refused, Err(SweepRefused::NothingContributed { node }));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_graph_without_loops(plan in plans(Flavour::NoLoops)) {
        check(&plan);
    }

    #[test]
    fn loops_that_conserve_value(plan in plans(Flavour::Conserving)) {
        check(&plan);
    }

    #[test]
    fn loops_that_add_value(plan in plans(Flavour::Growing)) {
        check(&plan);
    }
}
