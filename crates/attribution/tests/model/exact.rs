//! The slow, obvious model: exact fractions, straight from the definition.

use attribution::Passing;
use num_bigint::BigInt;
use num_rational::BigRational;

pub type Q = BigRational;

pub fn q(whole: u64) -> Q {
    Q::from(BigInt::from(whole))
}

pub fn fraction(numerator: u64, denominator: u64) -> Q {
    Q::new(BigInt::from(numerator), BigInt::from(denominator))
}

fn zeros(count: usize) -> Vec<Q> {
    vec![q(0); count]
}

/// A graph as it was described.
#[derive(Clone, Debug)]
pub struct Plan {
    pub nodes: usize,
    pub sources: Vec<(usize, u64)>,
    pub bonuses: Vec<(usize, u64)>,
    pub flows: Vec<(usize, usize, Passing)>,
}

/// What the definition says of a plan.
pub struct Exact {
    pub value: Vec<Q>,
    pub passed: Vec<Q>,
    pub credited: Vec<Q>,
    credit_passed: Vec<Q>,
}

/// Value goes round for ever.
#[derive(Debug, PartialEq)]
pub struct NoExit;

/// Solves x = entering + Σ over edges of x[from] × slope, for all that is reached;
/// `None` if there is no solution that is not negative.
pub fn settle(edges: &[(usize, usize, Q)], entering: &[Q]) -> Option<Vec<Q>> {
    let count = entering.len();
    let mut reached: Vec<bool> = entering.iter().map(|all| *all > q(0)).collect();
    for _ in 0..count {
        for (from, to, slope) in edges {
            reached[*to] |= reached[*from] && *slope > q(0);
        }
    }
    let mut rows: Vec<Vec<Q>> = vec![zeros(count + 1); count];
    for at in 0..count {
        rows[at][at] = q(1);
        rows[at][count] = entering[at].clone();
    }
    for (from, to, slope) in edges {
        if reached[*from] {
            rows[*to][*from] -= slope;
        }
    }
    for column in 0..count {
        let pivot = (column..count).find(|&row| rows[row][column] != q(0))?;
        rows.swap(column, pivot);
        let pivot = rows[column].clone();
        for (at, row) in rows.iter_mut().enumerate() {
            if at != column && row[column] != q(0) {
                let times = &row[column] / &pivot[column];
                for (cell, above) in row.iter_mut().zip(&pivot) {
                    *cell -= &times * above;
                }
            }
        }
    }
    let solution: Vec<Q> = (0..count).map(|at| &rows[at][count] / &rows[at][at]).collect();
    solution.iter().all(|x| *x >= q(0)).then_some(solution)
}

impl Plan {
    fn outs(&self, node: usize) -> impl Iterator<Item = (usize, Passing)> {
        let flows = self.flows.iter().enumerate();
        flows.filter(move |(_, flow)| flow.0 == node).map(|(index, flow)| (index, flow.2))
    }

    /// The fraction of a node that its parts leave.
    pub fn left(&self, node: usize) -> Q {
        self.outs(node).fold(q(1), |left, (_, passing)| match passing {
            Passing::Part { numerator, denominator } => left - fraction(numerator, denominator),
            _ => left,
        })
    }

    fn valued(&self) -> Vec<bool> {
        let mut valued = vec![false; self.nodes];
        for &(node, value) in &self.sources {
            valued[node] |= value > 0;
        }
        for _ in 0..=self.nodes {
            for &(from, to, passing) in &self.flows {
                valued[to] |= match passing {
                    Passing::Part { numerator, .. } | Passing::Copy { numerator, .. } => {
                        numerator > 0 && valued[from]
                    }
                    Passing::Rest => valued[from],
                    Passing::Wear { value } | Passing::Royalty { value } => value > 0,
                    Passing::Percent { .. } => false,
                };
            }
        }
        valued
    }

    /// What every flow passes, if nodes are worth this and this much enters them
    /// percentages apart.
    fn define(&self, valued: &[bool], value: &[Q], base: &[Q]) -> Vec<Q> {
        let mut passed = zeros(self.flows.len());
        for node in 0..self.nodes {
            let mut left = self.left(node) * &value[node];
            for (flow, passing) in self.outs(node) {
                passed[flow] = match passing {
                    Passing::Part { numerator, denominator }
                    | Passing::Copy { numerator, denominator } => {
                        fraction(numerator, denominator) * &value[node]
                    }
                    Passing::Wear { value } if valued[node] => {
                        let worn = left.clone().min(q(value));
                        left -= &worn;
                        worn
                    }
                    Passing::Wear { value } | Passing::Royalty { value } => q(value),
                    Passing::Percent { numerator, denominator } => {
                        fraction(numerator, denominator) * &base[self.flows[flow].1]
                    }
                    Passing::Rest => q(0),
                };
            }
            for (flow, passing) in self.outs(node) {
                if passing == Passing::Rest {
                    passed[flow] = left.clone();
                }
            }
        }
        passed
    }

    fn base(&self, passed: &[Q]) -> Vec<Q> {
        let mut base = zeros(self.nodes);
        for &(node, value) in &self.sources {
            base[node] += q(value);
        }
        for ((_, to, passing), passed) in self.flows.iter().zip(passed) {
            if !matches!(passing, Passing::Percent { .. }) {
                base[*to] += passed;
            }
        }
        base
    }

    fn value(&self, base: &[Q]) -> Vec<Q> {
        (0..self.nodes).map(|node| self.factor(node) * &base[node]).collect()
    }

    /// One, and the percentages that lead to a node.
    pub fn factor(&self, node: usize) -> Q {
        let flows = self.flows.iter().filter(|flow| flow.1 == node);
        flows.fold(q(1), |factor, &(_, _, passing)| match passing {
            Passing::Percent { numerator, denominator } => {
                factor + fraction(numerator, denominator)
            }
            _ => factor,
        })
    }

    pub fn is_acyclic(&self) -> bool {
        self.flows.iter().all(|&(from, to, _)| from < to)
    }

    pub fn exact(&self) -> Result<Exact, NoExit> {
        let valued = self.valued();
        let base = if self.is_acyclic() {
            self.substitute(&valued)
        } else {
            self.phases(&valued).ok_or(NoExit)?
        };
        let value = self.value(&base);
        let passed = self.define(&valued, &value, &base);
        let (credited, credit_passed) = self.credit(&value, &passed).ok_or(NoExit)?;
        Ok(Exact { value, passed, credited, credit_passed })
    }

    /// Without loops it is enough to apply the definition as often as there are nodes.
    fn substitute(&self, valued: &[bool]) -> Vec<Q> {
        let mut base = zeros(self.nodes);
        for _ in 0..=self.nodes {
            base = self.base(&self.define(valued, &self.value(&base), &base));
        }
        base
    }

    /// With loops, each valued node with wear is in a phase: so many of its wears are
    /// full. Tries them all, and returns the first solution that the definition agrees with.
    fn phases(&self, valued: &[bool]) -> Option<Vec<Q>> {
        let wears = |node| {
            let outs = self.outs(node);
            let wears = outs.filter(|(_, passing)| matches!(passing, Passing::Wear { .. }));
            if valued[node] { wears.count() } else { 0 }
        };
        let most: Vec<usize> = (0..self.nodes).map(wears).collect();
        let mut phase = vec![0; self.nodes];
        loop {
            if let Some(base) = self.solve_phase(valued, &phase)
                && self.base(&self.define(valued, &self.value(&base), &base)) == base
            {
                return Some(base);
            }
            let next = (0..self.nodes).find(|&node| phase[node] < most[node])?;
            phase[next] += 1;
            phase[..next].fill(0);
        }
    }

    fn solve_phase(&self, valued: &[bool], phase: &[usize]) -> Option<Vec<Q>> {
        let mut edges = Vec::new();
        // What enters apart from multiples of values may be negative: full wear is
        // taken from the rest. So it is solved as the difference of two systems.
        let (mut plus, mut minus) = (self.base(&zeros(self.flows.len())), zeros(self.nodes));
        for node in 0..self.nodes {
            let mut before = q(0);
            let mut wears = 0;
            let is_limited = |wears| wears == phase[node];
            for (flow, passing) in self.outs(node) {
                let to = self.flows[flow].1;
                let slope = match passing {
                    Passing::Part { numerator, denominator }
                    | Passing::Copy { numerator, denominator } => fraction(numerator, denominator),
                    Passing::Wear { value } if valued[node] => {
                        let mut slope = q(0);
                        if wears < phase[node] {
                            plus[to] += q(value);
                            before += q(value);
                        } else if is_limited(wears) {
                            minus[to] += &before;
                            slope = self.left(node);
                        }
                        wears += 1;
                        slope
                    }
                    Passing::Wear { value } | Passing::Royalty { value } => {
                        plus[to] += q(value);
                        q(0)
                    }
                    Passing::Percent { .. } | Passing::Rest => q(0),
                };
                edges.push((node, to, slope * self.factor(node)));
            }
            for (flow, passing) in self.outs(node) {
                if passing == Passing::Rest && is_limited(wears) {
                    let to = self.flows[flow].1;
                    minus[to] += &before;
                    edges.push((node, to, self.left(node) * self.factor(node)));
                }
            }
        }
        let plus = settle(&edges, &plus)?;
        let minus = settle(&edges, &minus)?;
        Some(plus.iter().zip(&minus).map(|(a, b)| a - b).collect())
    }

    /// Credit is passed as value is, or by quantity where there is no value.
    fn credit(&self, value: &[Q], passed: &[Q]) -> Option<(Vec<Q>, Vec<Q>)> {
        if self.bonuses.is_empty() {
            return Some((value.to_vec(), passed.to_vec()));
        }
        let mut entering = zeros(self.nodes);
        for &(node, value) in self.sources.iter().chain(&self.bonuses) {
            entering[node] += q(value);
        }
        let mut edges = Vec::new();
        for (&(from, to, passing), passed) in self.flows.iter().zip(passed) {
            let slope = if value[from] > q(0) {
                passed / &value[from]
            } else {
                entering[to] += passed;
                match passing {
                    Passing::Part { numerator, denominator }
                    | Passing::Copy { numerator, denominator } => fraction(numerator, denominator),
                    Passing::Rest => self.left(from),
                    _ => q(0),
                }
            };
            edges.push((from, to, slope));
        }
        let credited = settle(&edges, &entering)?;
        let pass = |((from, _, slope), passed): (&(usize, usize, Q), &Q)| {
            if value[*from] > q(0) || *passed == q(0) {
                slope * &credited[*from]
            } else {
                passed.clone()
            }
        };
        let credit_passed = edges.iter().zip(passed).map(pass).collect();
        Some((credited, credit_passed))
    }
}

/// Where the weight of one target comes to rest, as fractions of it.
pub struct Shares {
    /// Sources, then bonuses.
    pub sources: Vec<Q>,
    pub stranded: Vec<Q>,
    /// How often weight passes each node.
    pub visits: Vec<Q>,
}

impl Exact {
    fn is_stranded(&self, plan: &Plan, flow: usize) -> bool {
        self.value[plan.flows[flow].0] == q(0) && self.passed[flow] > q(0)
    }

    /// Weight at a node goes to what it is made of, in proportion.
    pub fn shares(&self, plan: &Plan, target: usize) -> Result<Shares, NoExit> {
        let mut edges = Vec::new();
        for (flow, &(from, to, _)) in plan.flows.iter().enumerate() {
            if self.credit_passed[flow] > q(0) && !self.is_stranded(plan, flow) {
                edges.push((to, from, &self.credit_passed[flow] / &self.credited[to]));
            }
        }
        let mut entering = zeros(plan.nodes);
        entering[target] = q(1);
        let visits = settle(&edges, &entering).ok_or(NoExit)?;
        let part = |node: usize, amount: Q| {
            if amount == q(0) { q(0) } else { amount / &self.credited[node] * &visits[node] }
        };
        let entries = plan.sources.iter().chain(&plan.bonuses);
        let sources = entries.map(|&(node, value)| part(node, q(value))).collect();
        let strand = |(flow, &(_, to, _)): (usize, &(usize, usize, Passing))| {
            if self.is_stranded(plan, flow) {
                part(to, self.credit_passed[flow].clone())
            } else {
                q(0)
            }
        };
        let stranded = plan.flows.iter().enumerate().map(strand).collect();
        Ok(Shares { sources, stranded, visits })
    }
}
