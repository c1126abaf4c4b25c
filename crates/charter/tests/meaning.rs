//! What a charter means: scales, slots, defaults, the order of rules.
#![cfg(test)]

use charter::Charter;
use charter::model::{
    ActionKind, Destination, Expr, Issuer, Model, Named, NumberSlot, Observe, PartySlot, Passes,
    Per, Place, PoolId, RoleHow, RoleId, Side, Source, Trigger, UnitId, Who,
};
use charter::resolve::constant;
use charter::tree::{Declaration, StepKind};
use quantity::Ratio;

fn model(text: &str) -> Model {
    Charter::read(text).unwrap().model().clone()
}

/// The constant that a setting comes to, in minor units and milliseconds.
fn setting(value: &str) -> Ratio {
    let units = "unit eur\nunit bean counted in bean to 0 decimals\nunit leu counted in leu to 18 decimals\n";
    let model = model(&format!("{units}setting it is {value}\n"));
    match model.settings[0].value.expr {
        Expr::Constant(value) => value,
        _ => panic!("not constant"),
    }
}

#[test]
fn literals_are_scaled_exactly() {
    let is = |value: &str, text: &str| {
        assert_eq!(setting(value), Ratio::parse(text).unwrap(), "{value}")
    };
    is("5%", "1/20");
    is("2.5", "5/2");
    is("20 eur", "2000");
    is("0.005 eur", "1/2");
    is("3 bean", "3");
    is("1 leu", "1000000000000000000");
    is("90 day", "7776000000");
    is("1 week - 7 day", "0");
    is("3 month", "7884000000");
    is("0.2 bean / eur * 15 eur", "3");
    is("larger of 5% and 2", "2");
    is("square root of (2 eur * 8 eur)", "400");
    is("-3 eur + eur", "-200");
}

#[test]
fn what_is_unsaid_of_a_unit_goes_by_its_kind() {
    let model = model(
        "unit eur\nunit credit kind mutual-credit\nunit rep kind standing\nunit say kind vote\n\
         unit thank kind thanks\nunit done kind metric\nunit due kind claim\nunit note kind voucher\n",
    );
    let told: Vec<(u8, Passes)> =
        model.units.iter().map(|unit| (unit.decimals, unit.passes)).collect();
    let within = Passes::WithinMembers;
    let wanted = [
        (2, Passes::Freely),
        (2, within),
        (2, Passes::ByRuleOnly),
        (0, Passes::Never),
        (0, within),
        (2, Passes::Never),
        (2, within),
        (2, within),
    ];
    assert_eq!(told, wanted);
    assert!(
        model.units.iter().all(|unit| unit.issuer == Issuer::Rules && &*unit.seen == "members")
    );
}

#[test]
fn roles_of_subaks_own_come_first_and_are_named_in_both_numbers() {
    let model = model("role cook granted by founders\n");
    let hows: Vec<bool> = model
        .roles
        .iter()
        .map(|role| matches!(role.how, RoleHow::Granted { by: RoleId(3), .. }))
        .collect();
    assert_eq!(hows, [false, false, false, false, true]);
    for (name, id) in [("people", 1), ("members", 0), ("cooks", 4), ("cook", 4)] {
        assert_eq!(model.names[name], Named::Role(RoleId(id)));
    }
}

#[test]
fn parties_and_numbers_have_slots() {
    let model = model(
        "unit eur\npool soup holds eur\nrole cook granted by founder\n\
         rule \"a\"\n  on transfer of eur from cook to shop with material in eur\n  \
         when balance of cook > 1 eur\n  \
         do let half be amount / 2\n     \
         send half + material from shop to soup at most 3 eur per cook each week\n     \
         share balance of soup from soup among members by balance of member\n     \
         issue 1 eur to shop at most 5 eur per member\n",
    );
    let rule = &model.rules[0];
    assert_eq!(rule.parties, ["cook".into(), "shop".into(), "members".into()]);
    assert_eq!(rule.numbers, 3);
    assert_eq!(rule.details, [("material".into(), UnitId(0))]);
    let sides = (Side::Role(RoleId(4), PartySlot(0)), Side::Slot(PartySlot(1)));
    assert_eq!(rule.trigger, Trigger::Transfer { unit: UnitId(0), from: sides.0, to: sides.1 });
    let [kept, send, share, issue] = rule.actions.as_slice() else { panic!("four actions") };
    assert!(matches!(kept.kind, ActionKind::Let(NumberSlot(2), _)));
    let ActionKind::Move { from, to, caps, .. } = &send.kind else { panic!("a move") };
    assert_eq!(*from, Source::Place(Place::Party(PartySlot(1))));
    assert_eq!(*to, Destination::Place(Place::Pool(PoolId(0))));
    assert_eq!(caps[0].per, Some(Per::Party(PartySlot(0))));
    let ActionKind::Move { to, .. } = &share.kind else { panic!("a move") };
    let Destination::Among { role, slot, weight } = to else { panic!("among") };
    assert_eq!((*role, *slot), (RoleId(0), PartySlot(2)));
    let of_each = Observe::Balance(Who::Party(PartySlot(2)), UnitId(0));
    assert_eq!(weight.as_ref().unwrap().expr, Expr::Observe(of_each));
    let ActionKind::Move { from, caps, .. } = &issue.kind else { panic!("a move") };
    assert_eq!((*from, caps[0].per), (Source::Issuer, Some(Per::Payee)));
}

#[test]
fn a_rate_gives_minor_units_for_one_minor_unit() {
    let model = model(
        "unit eur\nunit bean counted in bean to 0 decimals\nrate price: 0.5 eur per bean rounded up\n\
         rate back: 2 bean per eur rounded down\n",
    );
    let factor = |at: usize| model.rates[at].factor.expr.clone();
    assert_eq!(factor(0), Expr::Constant(Ratio::from_integer(50)));
    assert_eq!(factor(1), Expr::Constant(Ratio::parse("1/50").unwrap()));
}

#[test]
fn what_is_held_is_the_amount_of_what_follows() {
    let model = model(
        "unit eur\npool soup\nrule \"a\"\n  on request out of eur by member\n  \
         do hold amount from member for 3 day then send amount from member to member.bank\n",
    );
    let ActionKind::Hold { then, .. } = &model.rules[0].actions[0].kind else { panic!("a hold") };
    let ActionKind::Move { amount, from, to, .. } = &then.kind else { panic!("a move") };
    assert_eq!(amount.figure.expr, Expr::Slot(NumberSlot(0)));
    assert_eq!(*from, Source::Place(Place::Held));
    assert_eq!(*to, Destination::Place(Place::Bank(PartySlot(0))));
}

#[test]
fn rules_that_others_feed_fire_later() {
    let rule = |name: &str, from: &str, to: &str| {
        format!(
            "rule \"{name}\"\n  on transfer of eur from member to {from}\n  do send 1 eur from {from} to {to}\n"
        )
    };
    let pools = "unit eur\npool a\npool b\npool c\n";
    let reached = "rule \"full\"\n  on 5 eur in b reached\n  do send 1 eur from b to c\nrule \"c\"\n  on 5 eur in c reached\n  do refuse \"no\"\n";
    let model = model(&format!("{pools}{reached}{}", rule("fee", "a", "b")));
    let strata: Vec<u16> = model.rules.iter().map(|rule| rule.stratum).collect();
    assert_eq!(strata, [1, 2, 0]);
}

#[test]
fn an_example_states_amounts_of_the_charter() {
    let text = "setting fee is 5 eur\nunit eur\nexample \"a\":\n  | ana pays ben 2.50 eur\n  | ana pays ben fee\n";
    let charter = Charter::read(text).unwrap();
    let Some(Declaration::Example(example)) = charter.tree().declarations.last() else {
        panic!("an example")
    };
    let amounts = example.steps.iter().map(|step| match &step.kind {
        StepKind::Pays { amount, .. } => constant(charter.model(), amount),
        _ => panic!("a payment"),
    });
    let amounts: Vec<_> =
        amounts.map(|found| found.map(|(value, of)| (value.numerator(), of.unit()))).collect();
    assert_eq!(amounts, [Ok((250, Some(UnitId(0)))), Ok((500, Some(UnitId(0))))]);
}
