//! ValueFlows over a commons: what is written is read again, pages and filters tell the truth, refusals are plain.

#![cfg(test)]

#[path = "vf/desk.rs"]
mod desk;

use commons::act::{Act, AdoptCharter, Distribute, Pay};
use commons::name::{Code, Handle};
use commons::unit::Measure;
use desk::Commons;
use graphql::vf::Submit;
use serde_json::{Value, json};

/// A commons with Ben, dough, flour and a baking process.
fn bakery() -> Commons {
    let mut commons = Commons::new();
    commons.ask(
        r#"mutation {
            createPerson(person: {name: "Ben"}) { agent { id } }
            flour: createResourceSpecification(resourceSpecification: {name: "Flour", defaultUnitOfResource: "kg"}) { resourceSpecification { id } }
            bread: createResourceSpecification(resourceSpecification: {name: "Bread", defaultUnitOfResource: "one"}) { resourceSpecification { id } }
            createProcessSpecification(processSpecification: {name: "Baking"}) { processSpecification { id } }
            createProcess(process: {name: "Bake on Monday", basedOn: "baking"}) { process { id } }
        }"#,
        json!({}),
    );
    commons
}

fn raise(commons: &mut Commons, kind: &str, number: &str) -> Value {
    let query = r#"mutation($kind: ID!, $number: Decimal!) {
        createEconomicEvent(
            event: {action: "raise", provider: "ana", receiver: "ana", resourceConformsTo: $kind, resourceQuantity: {hasNumericalValue: $number}}
            newInventoriedResource: {name: "Stock"}
        ) { economicEvent { id } economicResource { id revisionId onhandQuantity { hasNumericalValue hasUnit { symbol } } } }
    }"#;
    commons.ask(query, json!({"kind": kind, "number": number}))["createEconomicEvent"].take()
}

#[test]
fn every_field_of_the_schema_is_answered() {
    Commons::new();
}

#[test]
fn an_event_makes_a_resource_and_uses_it_up() {
    let mut commons = bakery();
    let made = raise(&mut commons, "flour", "10.5");
    let resource = made["economicResource"]["id"].as_str().unwrap().to_owned();
    assert_eq!(resource, "urn:subak:resource:stock");
    assert_eq!(
        made["economicResource"]["onhandQuantity"],
        json!({"hasNumericalValue": "10.5", "hasUnit": {"symbol": "kg"}})
    );
    let told = commons.ask(
        r#"mutation($of: ID!) { createEconomicEvent(event: {
            action: "consume", provider: "ana", receiver: "ana", inputOf: "bake-on-monday",
            resourceInventoriedAs: $of, resourceQuantity: {hasNumericalValue: 4, hasUnit: "kilogram"},
            hasPointInTime: "2026-11-02T10:00:00Z"
        }) { economicEvent {
            action { id inputOutput onhandEffect } resourceConformsTo { name } hasPointInTime created status
            inputOf { name observedInputs { id } } previous { __typename } next { __typename }
            resourceInventoriedAs { accountingQuantity { hasNumericalValue } next { action { id } } previous { action { id } } }
        } } }"#,
        json!({"of": resource}),
    );
    let event = &told["createEconomicEvent"]["economicEvent"];
    assert_eq!(
        event["action"],
        json!({"id": "consume", "inputOutput": "input", "onhandEffect": "decrement"})
    );
    assert_eq!(event["resourceConformsTo"]["name"], "Flour");
    assert_eq!(event["hasPointInTime"], "2026-11-02T10:00:00Z");
    assert_eq!(event["inputOf"]["observedInputs"].as_array().unwrap().len(), 1);
    assert_eq!(event["previous"], json!([{"__typename": "EconomicResource"}]));
    assert_eq!(event["next"], json!([{"__typename": "Process"}]));
    let stock = &event["resourceInventoriedAs"];
    assert_eq!(stock["accountingQuantity"]["hasNumericalValue"], "6.5");
    assert_eq!(stock["previous"], json!([{"action": {"id": "raise"}}]));
    assert_eq!(stock["next"], json!([{"action": {"id": "consume"}}]));
}

#[test]
fn what_is_traced_leads_back() {
    let mut commons = bakery();
    raise(&mut commons, "flour", "10");
    commons.ask(
        r#"mutation {
            createEconomicEvent(event: {action: "consume", provider: "ana", receiver: "ana", inputOf: "bake-on-monday",
                resourceInventoriedAs: "stock", resourceQuantity: {hasNumericalValue: 4}}) { economicEvent { id } }
            work: createEconomicEvent(event: {action: "work", provider: "ben", inputOf: "bake-on-monday", role: "baker",
                effortQuantity: {hasNumericalValue: 3, hasUnit: "hour"}, value: {hasNumericalValue: 60}}) { economicEvent { id } }
            bread: createEconomicEvent(event: {action: "produce", provider: "ana", receiver: "ana", outputOf: "bake-on-monday",
                resourceConformsTo: "bread", resourceQuantity: {hasNumericalValue: 6}}, newInventoriedResource: {name: "Loaves"})
                { economicResource { id } }
        }"#,
        json!({}),
    );
    let told = commons.ask(
        r#"{
            economicResource(id: "loaves") { stage { name } trace { __typename ... on EconomicEvent { action { id } } ... on Process { what: name } ... on EconomicResource { name } } }
            stock: economicResource(id: "stock") { track { __typename ... on EconomicResource { name } } }
            process(id: "bake-on-monday") { workingAgents { edges { node { name } } pageInfo { totalCount } } unplannedInputs { action { id } } }
            equity(of: "loaves") { value { hasNumericalValue } holders { agent { name } share } contributions { edges { node { agent { name } share worth { hasNumericalValue } explanation } } } }
        }"#,
        json!({}),
    );
    let actions: Vec<&str> = told["economicResource"]["trace"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["action"]["id"].as_str())
        .collect();
    assert_eq!(actions, ["produce", "consume", "work", "raise"]);
    let made = commons.ask(
        r#"{ economicEvents(filter: {action: ["produce"]}) { edges { node { trace { __typename ... on EconomicEvent { action { id } } } } } } }"#,
        json!({}),
    );
    let made = made["economicEvents"]["edges"][0]["node"]["trace"].as_array().unwrap();
    let back: Vec<&str> = made.iter().filter_map(|it| it["action"]["id"].as_str()).collect();
    assert_eq!(back, ["consume", "work", "raise"]);
    assert_eq!(told["economicResource"]["stage"]["name"], "Baking");
    let track = told["stock"]["track"].as_array().unwrap();
    assert!(track.iter().any(|it| it["name"] == "Loaves"), "{track:?}");
    let working = &told["process"]["workingAgents"];
    assert_eq!(working["edges"], json!([{"node": {"name": "Ben"}}]));
    assert_eq!(working["pageInfo"]["totalCount"], 1);
    let equity = &told["equity"];
    assert_eq!(equity["holders"], json!([{"agent": {"name": "Ben"}, "share": "1"}]), "{equity:#}");
    let contribution = &equity["contributions"]["edges"][0]["node"];
    assert_eq!(contribution["worth"]["hasNumericalValue"], "60");
    assert_eq!(contribution["explanation"][0], "Ben, work: 3 hour.");
}

#[test]
fn pages_lose_and_repeat_nothing_in_either_direction() {
    let mut commons = bakery();
    for number in 1..=7 {
        commons.ask(
            r#"mutation($number: Decimal!) { createEconomicEvent(event: {action: "work", provider: "ben", note: "round",
                effortQuantity: {hasNumericalValue: $number, hasUnit: "hour"}, inputOf: "bake-on-monday"}) { economicEvent { id } } }"#,
            json!({"number": number}),
        );
    }
    let forward = r#"query($after: String) { economicEvents(first: 3, after: $after, filter: {searchString: "ROUND"}) {
        edges { cursor node { effortQuantity { hasNumericalValue } } } pageInfo { endCursor hasNextPage hasPreviousPage totalCount } } }"#;
    let (mut seen, mut after, mut pages) = (Vec::new(), Value::Null, 0);
    loop {
        let page = commons.ask(forward, json!({"after": after}))["economicEvents"].take();
        assert_eq!(page["pageInfo"]["totalCount"], 7 + pages);
        assert_eq!(page["pageInfo"]["hasPreviousPage"], pages > 0);
        for edge in page["edges"].as_array().unwrap() {
            seen.push(
                edge["node"]["effortQuantity"]["hasNumericalValue"].as_str().unwrap().to_owned(),
            );
        }
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
        pages += 1;
        // What is added meanwhile comes at the end and moves nothing.
        commons.ask(
            r#"mutation { createEconomicEvent(event: {action: "work", provider: "ben", note: "round", inputOf: "bake-on-monday",
                effortQuantity: {hasNumericalValue: "100", hasUnit: "hour"}}) { economicEvent { id } } }"#,
            json!({}),
        );
    }
    assert_eq!(seen, ["1", "2", "3", "4", "5", "6", "7", "100", "100", "100"][..seen.len()]);
    assert!(seen.len() >= 9, "{seen:?}");
    let backward = commons.ask(
        r#"{ economicEvents(last: 2) { edges { cursor node { effortQuantity { hasNumericalValue } } } pageInfo { startCursor hasPreviousPage hasNextPage } } }"#,
        json!({}),
    )["economicEvents"]
        .take();
    assert_eq!(backward["pageInfo"]["hasNextPage"], false);
    let before = backward["pageInfo"]["startCursor"].clone();
    let earlier = commons.ask(
        "query($before: String) { economicEvents(last: 3, before: $before) { edges { cursor } pageInfo { hasNextPage } } }",
        json!({"before": before}),
    )["economicEvents"]
        .take();
    assert_eq!(earlier["edges"].as_array().unwrap().len(), 3);
    assert_eq!(earlier["pageInfo"]["hasNextPage"], true);
    assert!(earlier["edges"][2]["cursor"].as_str() < before.as_str());
    let wrong =
        commons.refused("{ economicEvents(after: \"no cursor\") { edges { cursor } } }", json!({}));
    assert!(wrong.starts_with("cursor_unknown: "), "{wrong}");
    let wrong = commons.refused("{ economicEvents(first: -1) { edges { cursor } } }", json!({}));
    assert!(wrong.starts_with("page_negative: "), "{wrong}");
}

#[test]
fn filters_take_what_they_say() {
    let mut commons = bakery();
    raise(&mut commons, "flour", "10");
    raise(&mut commons, "bread", "3");
    let told = commons.ask(
        r#"{
            flour: economicResources(filter: {conformsTo: ["flour"]}) { edges { node { conformsTo { name } } } pageInfo { totalCount } }
            none: economicResources(filter: {primaryAccountable: ["ben"]}) { pageInfo { totalCount } }
            late: economicEvents(filter: {startDate: "2030-01-01"}) { pageInfo { totalCount } }
            early: economicEvents(filter: {endDate: "2030-01-01", action: ["raise"]}) { pageInfo { totalCount } }
            kebab: economicEvents(filter: {action: ["transfer-custody"]}) { pageInfo { totalCount } }
            people { edges { node { name inventoriedEconomicResources { pageInfo { totalCount } } economicEvents { pageInfo { totalCount } } } } }
        }"#,
        json!({}),
    );
    assert_eq!(told["flour"]["edges"], json!([{"node": {"conformsTo": {"name": "Flour"}}}]));
    assert_eq!(told["none"]["pageInfo"]["totalCount"], 0);
    assert_eq!(told["late"]["pageInfo"]["totalCount"], 0);
    assert_eq!(told["early"]["pageInfo"]["totalCount"], 2);
    assert_eq!(told["kebab"]["pageInfo"]["totalCount"], 0);
    assert_eq!(
        told["people"]["edges"][0]["node"]["inventoriedEconomicResources"]["pageInfo"]["totalCount"],
        2
    );
    assert_eq!(told["people"]["edges"][1]["node"]["economicEvents"]["pageInfo"]["totalCount"], 0);
    let wrong = commons.refused(
        "{ economicEvents(filter: {startDate: \"soon\"}) { edges { cursor } } }",
        json!({}),
    );
    assert!(wrong.starts_with("date_unknown: "), "{wrong}");
}

#[test]
fn promises_are_linked_both_ways() {
    let mut commons = bakery();
    commons.ask(
        r#"mutation {
            createPlan(plan: {id: "https://rice.example/plan", name: "A week of bread"}) { plan { id } }
            createIntent(intent: {id: "https://rice.example/intent", action: "work", receiver: "rice", effortQuantity: {hasNumericalValue: 8, hasUnit: "hours"}}) { intent { id } }
            createProposal(proposal: {id: "https://rice.example/proposal", name: "Bakers wanted"}) { proposal { id } }
            proposeIntent(publishedIn: "https://rice.example/proposal", publishes: "https://rice.example/intent") { proposedIntent { id reciprocal } }
            proposeTo(proposed: "https://rice.example/proposal", proposedTo: "ben") { proposedTo { id } }
            createCommitment(commitment: {id: "https://rice.example/promise", action: "work", provider: "ben", receiver: "rice", inputOf: "bake-on-monday",
                plannedWithin: "https://rice.example/plan", effortQuantity: {hasNumericalValue: 8, hasUnit: "hour"}, due: "2026-12-01"}) { commitment { id } }
            createSatisfaction(satisfaction: {satisfies: "https://rice.example/intent", satisfiedBy: "https://rice.example/promise"}) { satisfaction { id } }
            createEconomicEvent(event: {action: "work", provider: "ben", receiver: "rice", inputOf: "bake-on-monday",
                fulfills: ["https://rice.example/promise"], effortQuantity: {hasNumericalValue: 3, hasUnit: "hour"}}) { economicEvent { id } }
        }"#,
        json!({}),
    );
    let told = commons.ask(
        r#"{
            intent(id: "https://rice.example/intent") { satisfiedBy { satisfiedBy { __typename } effortQuantity { hasNumericalValue } } publishedIn { publishedIn { name } } }
            commitment(id: "https://rice.example/promise") { due deletable fulfilledBy { fulfilledBy { effortQuantity { hasNumericalValue } } fulfills { id } } plannedWithin { name nonProcessCommitments { id } commitments { id } involvedAgents { edges { node { name } } } } satisfies { satisfies { id } } }
            process(id: "bake-on-monday") { committedInputs { id } unplannedInputs { id } observedInputs { fulfills { fulfills { id } } } }
            requests { edges { node { name publishedTo { proposedTo { name } } primaryIntents { id } } } }
            offers { pageInfo { totalCount } }
            person(id: "ben") { commitmentsAsProvider { edges { node { id } } } commitmentsAsReceiver { pageInfo { totalCount } } proposalsTo { edges { node { name } } } }
            fulfillments { edges { node { id } } pageInfo { totalCount } }
            satisfactions { pageInfo { totalCount } }
        }"#,
        json!({}),
    );
    assert_eq!(told["intent"]["satisfiedBy"][0]["satisfiedBy"]["__typename"], "Commitment");
    assert_eq!(told["intent"]["satisfiedBy"][0]["effortQuantity"]["hasNumericalValue"], "8");
    assert_eq!(told["intent"]["publishedIn"][0]["publishedIn"]["name"], "Bakers wanted");
    let promise = &told["commitment"];
    assert_eq!(promise["due"], "2026-12-01T00:00:00Z");
    assert_eq!(promise["deletable"], false);
    assert_eq!(
        promise["fulfilledBy"][0]["fulfilledBy"]["effortQuantity"]["hasNumericalValue"],
        "3"
    );
    assert_eq!(promise["plannedWithin"]["nonProcessCommitments"], json!([]));
    assert_eq!(promise["plannedWithin"]["commitments"].as_array().unwrap().len(), 1);
    assert_eq!(promise["satisfies"][0]["satisfies"]["id"], "https://rice.example/intent");
    assert_eq!(told["process"]["unplannedInputs"], json!([]));
    assert_eq!(told["process"]["committedInputs"][0]["id"], "https://rice.example/promise");
    assert_eq!(told["requests"]["edges"][0]["node"]["publishedTo"][0]["proposedTo"]["name"], "Ben");
    assert_eq!(told["offers"]["pageInfo"]["totalCount"], 0);
    assert_eq!(told["person"]["commitmentsAsReceiver"]["pageInfo"]["totalCount"], 0);
    assert_eq!(told["person"]["proposalsTo"]["edges"][0]["node"]["name"], "Bakers wanted");
    assert_eq!(told["fulfillments"]["pageInfo"]["totalCount"], 1);
    assert_eq!(told["satisfactions"]["pageInfo"]["totalCount"], 1);
    let id = told["fulfillments"]["edges"][0]["node"]["id"].clone();
    let one = commons.ask("query($id: ID!) { fulfillment(id: $id) { id } }", json!({"id": id}));
    assert_eq!(one["fulfillment"]["id"], id);
}

#[test]
fn updates_keep_what_is_left_out_and_remove_what_is_null() {
    let mut commons = bakery();
    let made = commons.ask(
        r#"mutation { createPlan(plan: {name: "Bread", note: "for the street", due: "2026-12-01"}) { plan { id revisionId } } }"#,
        json!({}),
    )["createPlan"]["plan"]
        .take();
    let update = r#"mutation($plan: PlanUpdateParams!) { updatePlan(plan: $plan) { plan { id revisionId name note due } } }"#;
    let second = commons
        .ask(update, json!({"plan": {"revisionId": made["revisionId"], "name": "Bread and cake"}}));
    let second = &second["updatePlan"]["plan"];
    assert_eq!(second["id"], made["id"]);
    assert_eq!(
        (&second["name"], &second["note"]),
        (&json!("Bread and cake"), &json!("for the street"))
    );
    let stale = commons
        .refused(update, json!({"plan": {"revisionId": made["revisionId"], "name": "Cake"}}));
    assert!(stale.starts_with("revision_superseded: "), "{stale}");
    let third =
        commons.ask(update, json!({"plan": {"revisionId": second["revisionId"], "note": null}}));
    let third = &third["updatePlan"]["plan"];
    assert_eq!((&third["name"], &third["note"]), (&json!("Bread and cake"), &Value::Null));
    let delete = "mutation($revision: ID!) { deletePlan(revisionId: $revision) }";
    let stale = commons.refused(delete, json!({"revision": second["revisionId"]}));
    assert!(stale.starts_with("revision_superseded: "), "{stale}");
    assert_eq!(commons.ask(delete, json!({"revision": third["revisionId"]}))["deletePlan"], true);
    let gone = commons.ask(
        "query($id: ID!) { plan(id: $id) { name } plans { pageInfo { totalCount } } }",
        json!({"id": made["id"]}),
    );
    assert_eq!(gone, json!({"plan": null, "plans": {"pageInfo": {"totalCount": 0}}}));
}

#[test]
fn things_are_described_anew() {
    let mut commons = bakery();
    let made = raise(&mut commons, "flour", "10")["economicResource"].take();
    let told = commons.ask(
        r#"mutation($revision: ID!) { updateEconomicResource(resource: {revisionId: $revision, note: "in the cellar", name: "Flour in the cellar"}) {
            economicResource { id name note revisionId onhandQuantity { hasNumericalValue } meta { latestRevision { id time author { name } } futureRevisionsCount } } } }"#,
        json!({"revision": made["revisionId"]}),
    )["updateEconomicResource"]["economicResource"]
        .take();
    assert_eq!(told["id"], made["id"]);
    assert_eq!(told["name"], "Flour in the cellar");
    assert_eq!(told["onhandQuantity"]["hasNumericalValue"], "10");
    assert_eq!(told["meta"]["latestRevision"]["id"], told["revisionId"]);
    assert_eq!(told["meta"]["latestRevision"]["author"]["name"], "Ana");
    assert_ne!(told["revisionId"], made["revisionId"]);
    let kept = commons.refused(
        r#"mutation($revision: ID!) { updateEconomicResource(resource: {revisionId: $revision, containedIn: "stock"}) { economicResource { id } } }"#,
        json!({"revision": told["revisionId"]}),
    );
    assert!(kept.starts_with("field_not_kept: `containedIn`"), "{kept}");
}

#[test]
fn people_processes_units_and_logs_are_described_anew() {
    let mut commons = bakery();
    commons.ask(
        r#"mutation { createEconomicEvent(event: {action: "work", provider: "ben", effortQuantity: {hasNumericalValue: 1, hasUnit: "hour"}, inputOf: "bake-on-monday"}) { economicEvent { id } } }"#,
        json!({}),
    );
    let revisions = commons.ask(
        r#"{ person(id: "ben") { revisionId } process(id: "bake-on-monday") { revisionId } unit(id: "kg") { revisionId }
             resourceSpecification(id: "flour") { revisionId revision(revisionId: "old") { id } } economicEvents(last: 1) { edges { node { revisionId } } } }"#,
        json!({}),
    );
    assert_eq!(revisions["resourceSpecification"]["revision"], Value::Null);
    let told = commons.ask(
        r#"mutation($ben: ID!, $process: ID!, $unit: ID!, $kind: ID!, $event: ID!) {
            updatePerson(person: {revisionId: $ben, note: "bakes", primaryLocation: "the old mill"}) { agent { name note primaryLocation { name agents { name } } } }
            updateProcess(process: {revisionId: $process, finished: true, hasEnd: "2026-11-03"}) { process { finished hasEnd name } }
            updateUnit(unit: {revisionId: $unit, label: "kilo"}) { unit { label symbol } }
            updateResourceSpecification(resourceSpecification: {revisionId: $kind, resourceClassifiedAs: ["food"]}) { resourceSpecification { name resourceClassifiedAs } }
            updateEconomicEvent(event: {revisionId: $event, note: "in the night"}) { economicEvent { note action { id } } }
        }"#,
        json!({
            "ben": revisions["person"]["revisionId"],
            "process": revisions["process"]["revisionId"],
            "unit": revisions["unit"]["revisionId"],
            "kind": revisions["resourceSpecification"]["revisionId"],
            "event": revisions["economicEvents"]["edges"][0]["node"]["revisionId"],
        }),
    );
    let mill = json!({"name": "the old mill", "agents": [{"name": "Ben"}]});
    assert_eq!(
        told["updatePerson"]["agent"],
        json!({"name": "Ben", "note": "bakes", "primaryLocation": mill})
    );
    let process =
        json!({"finished": true, "hasEnd": "2026-11-03T00:00:00Z", "name": "Bake on Monday"});
    assert_eq!(told["updateProcess"]["process"], process);
    assert_eq!(told["updateUnit"]["unit"], json!({"label": "kilo", "symbol": "kg"}));
    assert_eq!(
        told["updateResourceSpecification"]["resourceSpecification"]["resourceClassifiedAs"],
        json!(["food"])
    );
    assert_eq!(
        told["updateEconomicEvent"]["economicEvent"],
        json!({"note": "in the night", "action": {"id": "work"}})
    );
}

#[test]
fn lots_and_relations_are_kept() {
    let mut commons = bakery();
    let told = commons.ask(
        r#"mutation {
            createProductBatch(productBatch: {id: "https://rice.example/lot", batchNumber: "7", expiryDate: "2027-01-01"}) { productBatch { id batchNumber expiryDate } }
            createAgentRelationshipRole(agentRelationshipRole: {id: "https://rice.example/role", roleLabel: "member"}) { agentRelationshipRole { id } }
            createAgentRelationship(relationship: {subject: "ben", object: "rice", relationship: "https://rice.example/role"}) { agentRelationship { subject { name } relationship { roleLabel } } }
            createUnit(unit: {symbol: "sack", label: "sack of flour"}) { unit { id decimals } }
            createEconomicEvent(event: {action: "raise", provider: "ana", receiver: "ana", resourceQuantity: {hasNumericalValue: 2, hasUnit: "sack of flour"}},
                newInventoriedResource: {name: "Sacks", trackingIdentifier: "7"}) { economicResource { lot { batchNumber } ofBatchLot { batchLotCode } onhandQuantity { hasUnit { symbol } } conformsTo { name } } }
        }"#,
        json!({}),
    );
    assert_eq!(told["createProductBatch"]["productBatch"]["expiryDate"], "2027-01-01T00:00:00Z");
    assert_eq!(told["createUnit"]["unit"], json!({"id": "urn:subak:unit:sack", "decimals": 6}));
    let resource = json!({
        "lot": {"batchNumber": "7"},
        "ofBatchLot": {"batchLotCode": "7"},
        "onhandQuantity": {"hasUnit": {"symbol": "sack"}},
        "conformsTo": {"name": "unspecified"},
    });
    assert_eq!(told["createEconomicEvent"]["economicResource"], resource);
    let told = commons.ask(
        r#"{ person(id: "ben") { roles { roleLabel } relationshipsAsSubject { edges { node { object { name } } } } relationshipsAsObject { pageInfo { totalCount } }
               relationships(filter: {roleId: ["https://rice.example/role"]}) { pageInfo { totalCount } } }
             agentRelationshipRole(id: "https://rice.example/role") { agentRelationships { pageInfo { totalCount } } } }"#,
        json!({}),
    );
    let ben = &told["person"];
    assert_eq!(ben["roles"], json!([{"roleLabel": "member"}]));
    assert_eq!(
        ben["relationshipsAsSubject"]["edges"],
        json!([{"node": {"object": {"name": "Rice"}}}])
    );
    assert_eq!(ben["relationshipsAsObject"]["pageInfo"]["totalCount"], 0);
    assert_eq!(ben["relationships"]["pageInfo"]["totalCount"], 1);
    assert_eq!(told["agentRelationshipRole"]["agentRelationships"]["pageInfo"]["totalCount"], 1);
    let gone = r#"mutation { deleteProductBatch(id: "https://rice.example/lot") }"#;
    assert_eq!(commons.ask(gone, json!({}))["deleteProductBatch"], true);
    assert_eq!(
        commons.ask("{ productBatches { pageInfo { totalCount } } }", json!({}))["productBatches"]
            ["pageInfo"]["totalCount"],
        0
    );
}

#[test]
fn recipes_are_told_with_what_goes_in_and_comes_out() {
    let mut commons = bakery();
    commons.ask(
        r#"mutation {
            createRecipeProcess(recipeProcess: {id: "https://rice.example/baking", name: "Bake", processConformsTo: "baking", hasDuration: {numericDuration: 2, unitType: hour}}) { recipeProcess { id } }
            createRecipeExchange(recipeExchange: {id: "https://rice.example/sale", name: "Sell"}) { recipeExchange { id } }
            flour: createRecipeFlow(recipeFlow: {action: "consume", resourceConformsTo: "flour", recipeInputOf: "https://rice.example/baking", resourceQuantity: {hasNumericalValue: 4, hasUnit: "kg"}}) { recipeFlow { id } }
            bread: createRecipeFlow(recipeFlow: {action: "produce", resourceConformsTo: "bread", recipeOutputOf: "https://rice.example/baking", recipeClauseOf: "https://rice.example/sale", stage: "baking"}) { recipeFlow { id } }
            createRecipe(recipe: {name: "Bread", primaryOutput: "bread", recipeIncludes: ["https://rice.example/baking"]}) { recipe { id } }
        }"#,
        json!({}),
    );
    let told = commons.ask(
        r#"{ recipes { edges { node { name primaryOutput { name } recipeIncludes { name hasDuration { numericDuration unitType } processConformsTo { name }
                hasRecipeInput { action { id } resourceConformsTo { name } resourceQuantity { hasNumericalValue hasUnit { symbol } } }
                hasRecipeOutput { action { id } recipeClauseOf { name recipeStipulates { action { id } } } } } } } }
             processSpecification(id: "baking") { conformingRecipeProcesses { pageInfo { totalCount } } recipeFlowsRequiringStage { pageInfo { totalCount } } conformingProcesses { pageInfo { totalCount } } } }"#,
        json!({}),
    );
    let recipe = &told["recipes"]["edges"][0]["node"];
    assert_eq!(recipe["primaryOutput"]["name"], "Bread");
    let process = &recipe["recipeIncludes"][0];
    assert_eq!(process["hasDuration"], json!({"numericDuration": "2", "unitType": "hour"}));
    assert_eq!(process["processConformsTo"]["name"], "Baking");
    let flour = json!({"hasNumericalValue": "4", "hasUnit": {"symbol": "kg"}});
    assert_eq!(process["hasRecipeInput"][0]["resourceQuantity"], flour);
    let sale = json!({"name": "Sell", "recipeStipulates": [{"action": {"id": "produce"}}]});
    assert_eq!(process["hasRecipeOutput"][0]["recipeClauseOf"], sale);
    let one = json!({"pageInfo": {"totalCount": 1}});
    let stage = json!({"conformingRecipeProcesses": one, "recipeFlowsRequiringStage": one, "conformingProcesses": one});
    assert_eq!(told["processSpecification"], stage);
}

#[test]
fn links_are_taken_off_again() {
    let mut commons = bakery();
    let told = commons.ask(
        r#"mutation {
            createIntent(intent: {id: "https://rice.example/intent", action: "work"}) { intent { finished } }
            createProposal(proposal: {id: "https://rice.example/proposal", publishes: ["https://rice.example/other"]}) { proposal { id } }
            there: proposeIntent(publishedIn: "https://rice.example/proposal", publishes: "https://rice.example/intent", reciprocal: true) { proposedIntent { revisionId reciprocal } }
        }"#,
        json!({}),
    );
    assert_eq!(told["createIntent"]["intent"]["finished"], false);
    assert_eq!(told["there"]["proposedIntent"]["reciprocal"], true);
    let revision = told["there"]["proposedIntent"]["revisionId"].clone();
    let proposal = r#"{ proposal(id: "https://rice.example/proposal") { publishes { publishes { id } } reciprocalIntents { id } } }"#;
    let before = commons.ask(proposal, json!({}))["proposal"].take();
    assert_eq!(before["publishes"], json!([{"publishes": {"id": "https://rice.example/intent"}}]));
    assert_eq!(before["reciprocalIntents"], json!([{"id": "https://rice.example/intent"}]));
    let delete = "mutation($revision: ID!) { deleteProposedIntent(revisionId: $revision) }";
    assert_eq!(commons.ask(delete, json!({"revision": revision}))["deleteProposedIntent"], true);
    let after = commons.ask(proposal, json!({}))["proposal"].take();
    assert_eq!(after, json!({"publishes": [], "reciprocalIntents": []}));
    let stale = commons.refused(delete, json!({"revision": revision}));
    assert!(stale.starts_with("revision_"), "{stale}");
}

#[test]
fn what_cannot_be_is_refused_plainly() {
    let mut commons = bakery();
    raise(&mut commons, "flour", "10");
    let event = |fields: &str| {
        format!(
            "mutation {{ createEconomicEvent(event: {{{fields}}}) {{ economicEvent {{ id }} }} }}"
        )
    };
    let unit = r#"query { unit(id: "kg") { revisionId } }"#;
    let unit = commons.ask(unit, json!({}))["unit"]["revisionId"].as_str().unwrap().to_owned();
    let quantity = r#"resourceQuantity: {hasNumericalValue: 1, hasUnit: "kg"}"#;
    for (query, name) in [
        (event(r#"action: "fly", provider: "ana", receiver: "ana""#), "action_unknown: "),
        (event(&format!(r#"action: "consume", provider: "zoe", receiver: "ana", {quantity}"#)), "reference_unknown: `provider`"),
        (event(&format!(r#"action: "consume", resourceInventoriedAs: "stock", fulfills: ["promise"], {quantity}"#)), "reference_unknown: `fulfills`"),
        (event(r#"action: "consume", resourceInventoriedAs: "stock", resourceQuantity: {hasNumericalValue: "1", hasUnit: "hour"}"#), "unit_"),
        (event(r#"action: "consume", resourceInventoriedAs: "stock", resourceQuantity: {hasNumericalValue: "0.0000000000000001", hasUnit: "kg"}"#), "number_"),
        (event(r#"action: "work", provider: "ben", effortQuantity: {hasNumericalValue: "1"}"#), "unit_missing: "),
        (event(r#"action: "consume", resourceInventoriedAs: "stock", resourceQuantity: {hasNumericalValue: "11"}"#), "not_enough"),
        (event(&format!(r#"action: "consume", resourceInventoriedAs: "stock", agreedIn: "https://rice.example/", {quantity}"#)), "field_not_kept: `agreedIn`"),
        (event(&format!(r#"action: "consume", hasPointInTime: "noon", {quantity}"#)), "date_unknown: "),
        (event(&format!(r#"action: "consume", resourceInventoriedAs: "stock", standing: "loan", {quantity}"#)), "word_unknown: "),
        (event(&format!(r#"action: "consume", hasPointInTime: "2026-11-01", hasEnd: "2026-11-02", {quantity}"#)), "said_twice: `hasPointInTime`"),
        (r#"mutation { createSpatialThing(spatialThing: {name: "Nowhere", lat: 91}) { spatialThing { id } } }"#.to_owned(), "coordinate_outside: `lat`"),
        (r#"mutation { createIntent(intent: {action: "work", hasBeginning: "2026-11-02", hasEnd: "2026-11-01"}) { intent { id } } }"#.to_owned(), "ends_before_begins: "),
        (format!(r#"mutation {{ deleteUnit(revisionId: "{unit}") }}"#), "not_deletable: "),
        (r#"mutation { deletePlan(revisionId: "what") }"#.to_owned(), "revision_unknown: "),
        (r#"mutation { createPerson(person: {id: "urn:subak:agent:ben", name: "Ben"}) { agent { id } } }"#.to_owned(), "id_taken: "),
        (r#"mutation { createScenario(plan: {name: "What if"}) { scenario { id } } }"#.to_owned(), "concept_unknown: "),
        (r#"mutation { createFulfillment(fulfillment: {fulfilledBy: "a", fulfills: "b"}) { fulfillment { id } } }"#.to_owned(), "concept_unknown: "),
    ] {
        let entries = commons.book.state().entries;
        let said = commons.refused(&query, json!({}));
        assert!(said.starts_with(name), "{query}\n{said}");
        assert_eq!(commons.book.state().entries, entries, "{query} wrote something");
    }
}

#[test]
fn a_commons_tells_of_itself() {
    let mut commons = bakery();
    raise(&mut commons, "flour", "10");
    let told = commons.ask(
        r#"{
            commons { id name entries head agent { name } valueUnit { symbol decimals } }
            myAgent { __typename name }
            journal(first: 2) { edges { node { entry word author { name } event { id } } } pageInfo { totalCount hasNextPage } }
            end: journal(last: 1) { edges { node { word event { action { id } } } } }
            charter { text } distributions { pageInfo { totalCount } } accounts { id } claimsLeft { class }
            action(id: "deliver-service") { id label } custody: action(id: "transferCustody") { id }
            actions { id } unit(id: "Kilogram") { id symbol }
            appreciations { edges { cursor } } scenario(id: "x") { id } scenarios { pageInfo { totalCount } }
        }"#,
        json!({}),
    );
    assert_eq!(told["commons"]["name"], "Rice");
    assert_eq!(told["commons"]["valueUnit"], json!({"symbol": "CAD", "decimals": 2}));
    assert_eq!(told["commons"]["head"].as_str().unwrap().len(), 64);
    assert_eq!(told["myAgent"], json!({"__typename": "Person", "name": "Ana"}));
    assert_eq!(told["journal"]["edges"][0]["node"]["word"], "found");
    assert_eq!(told["journal"]["edges"][0]["node"]["author"]["name"], "Ana");
    assert_eq!(told["journal"]["pageInfo"]["totalCount"], told["commons"]["entries"]);
    assert_eq!(told["end"]["edges"][0]["node"]["event"]["action"]["id"], "raise");
    assert_eq!(told["action"], json!({"id": "deliverService", "label": "deliverService"}));
    assert_eq!(told["custody"]["id"], "transferCustody");
    assert_eq!(told["actions"].as_array().unwrap().len(), 19);
    assert_eq!(told["unit"]["symbol"], "kg");
    assert_eq!(told["charter"], Value::Null);
}

#[test]
fn who_is_not_signed_in_sees_that_it_is_there() {
    let mut commons = bakery();
    raise(&mut commons, "flour", "10");
    commons.signed_in = false;
    let told = commons
        .ask("{ commons { name agent { name } } actions { id } charter { text } }", json!({}));
    assert_eq!(told["commons"], json!({"name": "Rice", "agent": null}));
    assert_eq!(told["actions"].as_array().unwrap().len(), 19);
    for field in [
        "agents { edges { cursor } }",
        "economicEvents { edges { cursor } }",
        "agent(id: \"ana\") { name }",
        "accounts { id }",
        "journal { edges { cursor } }",
        "plans { edges { cursor } }",
        "equity { value { hasNumericalValue } }",
    ] {
        let said = commons.refused(&format!("{{ {field} }}"), json!({}));
        assert!(said.starts_with("hidden: "), "{field}: {said}");
    }
    let entries = commons.book.state().entries;
    let said = commons
        .refused("mutation { createPerson(person: {name: \"Zoe\"}) { agent { id } } }", json!({}));
    assert!(said.starts_with("sign_in_to_write: "), "{said}");
    assert_eq!(commons.book.state().entries, entries);
}

#[test]
fn what_is_new_is_told() {
    let mut commons = bakery();
    raise(&mut commons, "flour", "10");
    let last = commons.book.state().entries - 1;
    let told = commons.told_of(
        "subscription { entryAdded(after: 0) { entry word event { resourceQuantity { hasNumericalValue } } } }",
        last,
    );
    let expected = json!({"entry": last, "word": "raise", "event": {"resourceQuantity": {"hasNumericalValue": "10"}}});
    assert_eq!(told["data"]["entryAdded"], expected, "{told}");
}

#[test]
fn numbers_keep_all_their_digits() {
    let mut commons = bakery();
    for (written, told) in [
        ("0.1", "0.1"),
        ("\"0.1\"", "0.1"),
        ("12345678901234567.000000001", "12345678901234567.000000001"),
        ("\"3.50\"", "3.5"),
        ("7", "7"),
    ] {
        let query = format!(
            r#"mutation {{ createEconomicEvent(event: {{action: "raise", provider: "ana", receiver: "ana",
                resourceQuantity: {{hasNumericalValue: {written}, hasUnit: "kg"}}}}, newInventoriedResource: {{name: "Stock"}})
                {{ economicEvent {{ resourceQuantity {{ hasNumericalValue }} }} }} }}"#
        );
        let answer = commons.ask(&query, json!({}));
        let number = &answer["createEconomicEvent"]["economicEvent"]["resourceQuantity"]["hasNumericalValue"];
        assert_eq!(number, told, "{written}");
    }
}

#[test]
fn what_is_sent_twice_is_done_once_and_answered_alike() {
    let mut commons = bakery();
    for (number, query) in [
        r#"mutation { it: createPlan(plan: {name: "Bread"}) { plan { id name } } }"#,
        r#"mutation { it: createPerson(person: {id: "https://zoe.example/", name: "Zoe"}) { agent { id name } } }"#,
        r#"mutation { it: createEconomicEvent(event: {action: "raise", provider: "ana", receiver: "ana",
            resourceQuantity: {hasNumericalValue: 1, hasUnit: "kg"}}, newInventoriedResource: {name: "Salt", note: "fine"})
            { economicEvent { id } economicResource { id note } } }"#,
    ]
    .into_iter()
    .enumerate()
    {
        let key = commons::name::ActId([u8::try_from(number + 1).unwrap(); 16]);
        commons.sent_with = Some(key);
        let first = commons.ask(query, json!({}));
        let entries = commons.book.state().entries;
        commons.sent_with = Some(key);
        let second = commons.ask(query, json!({}));
        assert_eq!(first, second);
        assert_eq!(commons.book.state().entries, entries);
    }
}

#[test]
fn the_examples_of_the_page_are_true() {
    let page = include_str!("../../../docs/graphql.md");
    let blocks: Vec<(&str, &str)> =
        page.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n')).collect();
    let mut commons = Commons::new();
    let mut run = 0;
    for pair in blocks.chunks(2) {
        let [("graphql", asked), ("json", told)] = pair else { panic!("{pair:?}") };
        let expected: Value = serde_json::from_str(told).unwrap();
        assert_eq!(commons.ask(asked, json!({})), expected, "{asked}");
        run += 1;
    }
    assert!(run >= 4);
}

/// A commons of the time bank, in which Ana paid Ben ten minutes and an income was shared.
fn time_bank() -> Commons {
    let mut commons = bakery();
    commons.ask(
        r#"mutation { createEconomicEvent(event: {action: "work", provider: "ana", inputOf: "bake-on-monday",
            effortQuantity: {hasNumericalValue: 1, hasUnit: "hour"}, value: {hasNumericalValue: 20}}) { economicEvent { id } } }"#,
        json!({}),
    );
    let measure = |minor, unit: &str| Measure { minor, unit: Code::new(unit).unwrap() };
    let income = Distribute {
        income: measure(10_000, "CAD"),
        target: None,
        reference: Some("market".to_owned()),
    };
    let charter = AdoptCharter::new(include_str!("../../../charters/time-bank.charter"));
    let pay = Pay::new(Handle::new("ben").unwrap(), measure(10, "time"));
    let acts =
        [Act::Distribute(income), Act::AdoptCharter(Box::new(charter)), Act::Pay(Box::new(pay))];
    for act in acts {
        (&mut commons).submit(vec![act]).unwrap();
    }
    commons
}

#[test]
fn money_and_rules_are_told() {
    let mut commons = time_bank();
    let told = commons.ask(
        r#"{
            distributions { edges { node { id entry amount { hasNumericalValue hasUnit { symbol } } note reversed payees { agent { name } share amount { hasNumericalValue } } } } }
            accounts { id kind agent { name } balances { hasNumericalValue hasUnit { symbol } } }
            ben: agent(id: "ben") { balances { hasNumericalValue hasUnit { symbol } } }
            charter { entry text sentences report { subject standing reason } }
            claimsLeft { class }
        }"#,
        json!({}),
    );
    let shared = &told["distributions"]["edges"][0]["node"];
    assert_eq!(shared["amount"], json!({"hasNumericalValue": "100", "hasUnit": {"symbol": "CAD"}}));
    assert_eq!((&shared["note"], &shared["reversed"]), (&json!("market"), &json!(false)));
    let payee =
        json!([{"agent": {"name": "Ana"}, "share": "1", "amount": {"hasNumericalValue": "100"}}]);
    assert_eq!(shared["payees"], payee);
    let one = commons
        .ask("query($id: ID!) { distribution(id: $id) { entry } }", json!({"id": shared["id"]}));
    assert_eq!(one["distribution"]["entry"], shared["entry"]);
    let minutes = json!([{"hasNumericalValue": "10", "hasUnit": {"symbol": "time"}}]);
    assert_eq!(told["ben"]["balances"], minutes);
    let accounts = told["accounts"].as_array().unwrap();
    let ben = json!({"id": "ben", "kind": "agent", "agent": {"name": "Ben"}, "balances": minutes});
    assert!(accounts.contains(&ben), "{accounts:#?}");
    assert!(accounts.iter().any(|it| it["kind"] == "outside"), "{accounts:#?}");
    let charter = &told["charter"];
    assert!(charter["text"].as_str().unwrap().starts_with("charter \"Time bank\""));
    assert!(charter["sentences"].as_array().unwrap().len() > 10);
    let report = charter["report"].as_array().unwrap();
    assert!(report.iter().any(|it| it["standing"] == "proven"), "{report:#?}");
}

#[test]
fn a_charter_hides_from_others_what_is_not_theirs() {
    let mut commons = bakery();
    let text = include_str!("../../../charters/time-bank.charter");
    let charter = AdoptCharter::new(text.replace("seen by members", "seen by holder"));
    let amount = Measure { minor: 10, unit: Code::new("time").unwrap() };
    let pay = Pay::new(Handle::new("ben").unwrap(), amount);
    for act in [Act::AdoptCharter(Box::new(charter)), Act::Pay(Box::new(pay))] {
        (&mut commons).submit(vec![act]).unwrap();
    }
    let told = commons.ask(
        r#"{ ana: agent(id: "ana") { balances { hasUnit { symbol } } } ben: agent(id: "ben") { balances { hasUnit { symbol } } } accounts { id } }"#,
        json!({}),
    );
    let time = json!({"hasUnit": {"symbol": "time"}});
    assert!(told["ana"]["balances"].as_array().unwrap().contains(&time), "{told:#}");
    assert!(!told["ben"]["balances"].as_array().unwrap().contains(&time), "{told:#}");
    assert!(!told["accounts"].as_array().unwrap().contains(&json!({"id": "ben"})), "{told:#}");
    let said = commons.refused("{ journal { edges { cursor } } }", json!({}));
    assert!(said.starts_with("journal_hidden: "), "{said}");
}
