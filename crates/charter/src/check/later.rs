//! What nobody checks yet, said so: G7, G10, G14 and G20.

use crate::model::Model;
use crate::report::{Guarantee, Report, Subject, Verdict};

/// Says what was not looked at.
pub fn check(model: &Model, report: &mut Report) {
    let at = model.rules.first().map(|it| it.at).unwrap_or_default();
    let open = [
        (
            Guarantee::Solvency,
            "nobody checked beforehand when a rule fails because somebody has too little; such an event is refused as a whole",
        ),
        (
            Guarantee::Membrane,
            "nobody checked which ways lead out of the commons, nor how much can leave in a month",
        ),
        (
            Guarantee::Visibility,
            "nobody checked whether a rule lets people conclude what they may not see",
        ),
        (Guarantee::Versions, "nobody compared this version with another"),
    ];
    for (guarantee, sentence) in open {
        report.find(guarantee, Verdict::NotChecked, Subject::Charter, at, sentence);
    }
}
