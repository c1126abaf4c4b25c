//! Links measures, tables and roles: circles are drawn, and code is written where all it calls is known.

use std::collections::BTreeSet;

use super::Resolver;
use super::figure::draw;
use super::names::OWN;
use crate::compile;
use crate::diagnostic::Diagnostic;
use crate::flow_graph::strata;
use crate::graph::components;
use crate::model::{Condition, Expr, RoleHow};
use crate::observe::{MeasureId, RoleId, TableId};
use crate::place::Word;

/// Measures, tables and roles that need each other in a longer row are refused, as each is a call of the machine.
const LONGEST_PATH: usize = 24;

/// What figures call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Callee {
    Measure(MeasureId),
    Table(TableId),
    Role(RoleId),
}

impl Resolver<'_> {
    pub(super) fn link(&mut self) {
        let (measures, tables) = (self.model.measures.len(), self.model.tables.len());
        let callees: Vec<Callee> = self.callees();
        let index = |callee: &Callee| match callee {
            Callee::Measure(id) => id.at(),
            Callee::Table(id) => measures + id.at(),
            Callee::Role(id) => measures + tables + id.at(),
        };
        let calls: Vec<Vec<usize>> =
            callees.iter().map(|&callee| self.calls(callee).iter().map(index).collect()).collect();
        let mut depths = vec![0_usize; callees.len()];
        for group in components(&calls) {
            let Some((&first, &callee)) =
                group.first().and_then(|at| Some((at, callees.get(*at)?)))
            else {
                continue;
            };
            let next = calls.get(first).map_or(&[][..], Vec::as_slice);
            if group.len() > 1 || next.contains(&first) {
                let ring = self.ring(&group, &calls, &callees);
                self.report(draw(&ring.iter().collect::<Vec<_>>()));
                continue;
            }
            let depth =
                next.iter().filter_map(|at| depths.get(*at)).max().map_or(0, |deepest| deepest + 1);
            if let Some(known) = depths.get_mut(first) {
                *known = depth;
            }
            if depth == LONGEST_PATH + 1
                && let Some(name) = self.name_of(callee)
            {
                self.row_too_long(&name);
            }
            self.write(callee);
        }
    }

    fn row_too_long(&mut self, name: &Word) {
        let message = format!("`{}` needs too many others, one behind the other", name.text);
        let hint = format!(
            "at most {LONGEST_PATH} measures, tables and roles may need each other in a row"
        );
        self.report(Diagnostic::error("measure_deep", name.at, message).hint(hint));
    }

    fn callees(&self) -> Vec<Callee> {
        let ids = |count: usize| (0..count).filter_map(|at| u16::try_from(at).ok());
        let measures = ids(self.model.measures.len()).map(|id| Callee::Measure(MeasureId(id)));
        let tables = ids(self.model.tables.len()).map(|id| Callee::Table(TableId(id)));
        let roles = ids(self.model.roles.len()).map(|id| Callee::Role(RoleId(id)));
        measures.chain(tables).chain(roles).collect()
    }

    fn calls(&self, callee: Callee) -> BTreeSet<Callee> {
        let mut calls = BTreeSet::new();
        match callee {
            Callee::Measure(id) => {
                if let Some(measure) = self.model.measures.get(id.at()) {
                    called_by(&measure.figure.expr, &mut calls);
                }
            }
            Callee::Table(id) => {
                for (test, figure) in
                    self.model.tables.get(id.at()).map_or(&[][..], |table| &table.rows)
                {
                    asked_by(&test.condition, &mut calls);
                    called_by(&figure.expr, &mut calls);
                }
            }
            Callee::Role(id) => {
                if let Some(RoleHow::Meets(test)) =
                    self.model.roles.get(id.at()).map(|role| &role.how)
                {
                    asked_by(&test.condition, &mut calls);
                }
            }
        }
        calls
    }

    /// Writes the code again, now that what it calls has its code, and so its cost.
    fn write(&mut self, callee: Callee) {
        match callee {
            Callee::Measure(id) => {
                let Some(measure) = self.model.measures.get(id.at()) else { return };
                let code = compile::figure(&self.model, &measure.figure.expr);
                if let Some(measure) = self.model.measures.get_mut(id.at()) {
                    measure.figure.code = code;
                }
            }
            Callee::Table(id) => {
                let Some(table) = self.model.tables.get(id.at()) else { return };
                let mut rows = table.rows.clone();
                for (test, figure) in &mut rows {
                    test.code = compile::condition(&self.model, &test.condition);
                    figure.code = compile::figure(&self.model, &figure.expr);
                }
                if let Some(table) = self.model.tables.get_mut(id.at()) {
                    table.rows = rows;
                }
            }
            Callee::Role(id) => {
                let Some(RoleHow::Meets(test)) =
                    self.model.roles.get(id.at()).map(|role| &role.how)
                else {
                    return;
                };
                let code = compile::condition(&self.model, &test.condition);
                if let Some(RoleHow::Meets(test)) =
                    self.model.roles.get_mut(id.at()).map(|role| &mut role.how)
                {
                    test.code = code;
                }
            }
        }
    }

    /// One way round within a group, from its first back to it.
    fn ring(&self, group: &[usize], calls: &[Vec<usize>], callees: &[Callee]) -> Vec<Word> {
        let mut ring: Vec<usize> = group.first().copied().into_iter().collect();
        while let Some(&last) = ring.last() {
            let next = calls.get(last).into_iter().flatten().find(|next| group.contains(next));
            let Some(&next) = next else { break };
            let seen = ring.iter().position(|&at| at == next);
            ring.push(next);
            if let Some(from) = seen {
                ring.drain(..from);
                break;
            }
        }
        ring.iter().filter_map(|&at| self.name_of(*callees.get(at)?)).collect()
    }

    fn name_of(&self, callee: Callee) -> Option<Word> {
        Some(match callee {
            Callee::Measure(id) => self.declared.measures.get(id.at())?.name.clone(),
            Callee::Table(id) => self.declared.tables.get(id.at())?.name.clone(),
            Callee::Role(id) => self.declared.roles.get(id.at().checked_sub(OWN)?)?.name.clone(),
        })
    }

    /// The order in which rules fire: rules that others feed come later.
    pub(super) fn strata(&mut self) {
        if self.failed() {
            return;
        }
        let strata = strata(&self.model);
        for (rule, stratum) in self.model.rules.iter_mut().zip(strata) {
            rule.stratum = stratum;
        }
    }
}

fn called_by(expr: &Expr, calls: &mut BTreeSet<Callee>) {
    match expr {
        Expr::Constant(_) | Expr::Slot(_) | Expr::Observe(_) => {}
        Expr::Measure(id, _) => {
            calls.insert(Callee::Measure(*id));
        }
        Expr::Table(id, _) => {
            calls.insert(Callee::Table(*id));
        }
        Expr::Binary(_, a, b) | Expr::Smaller(a, b) | Expr::Larger(a, b) => {
            called_by(a, calls);
            called_by(b, calls);
        }
        Expr::SquareRoot(of) => called_by(of, calls),
    }
}

fn asked_by(condition: &Condition, calls: &mut BTreeSet<Callee>) {
    match condition {
        Condition::Always => {}
        Condition::Or(parts) | Condition::And(parts) => {
            parts.iter().for_each(|part| asked_by(part, calls))
        }
        Condition::Not(part) => asked_by(part, calls),
        Condition::Compare(a, _, b) => {
            called_by(a, calls);
            called_by(b, calls);
        }
        Condition::IsA(_, role) => {
            calls.insert(Callee::Role(*role));
        }
    }
}
