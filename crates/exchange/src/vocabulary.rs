//! The properties of ValueFlows 1.0: what each holds, and how they are misspelt.
//!
//! Source: the ontology as tabled in the specification's classes and properties, and the
//! spellings that its 35 example documents and the back ends of version 0.9 use.

/// What the value of a property is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// References to other nodes.
    Reference,
    /// Nodes or references whose own property, named here, points back.
    Inverse(&'static str),
    /// A point in time.
    Time,
    /// A number with a unit.
    Measure,
    /// The name of a unit.
    Unit,
    /// Text, a number, true or false; or several texts.
    Plain,
}

/// A property by its name without prefix, in any case and in its older spellings.
pub(crate) fn property(name: &str, node_type: &str) -> Option<(&'static str, Holds)> {
    let lower = name.to_ascii_lowercase();
    let wanted = match lower.as_str() {
        "resourceconforms" | "resourcespecifiedas" => "resourceconformsto",
        "locatedat" => "currentlocation",
        other => other,
    };
    let wanted = match (node_type, wanted) {
        ("EconomicResource", "resourceconformsto") => "conformsto",
        ("RecipeProcess", "basedon") => "processconformsto",
        _ => wanted,
    };
    PROPERTIES.iter().find(|(known, _)| known.eq_ignore_ascii_case(wanted)).copied()
}

const PROPERTIES: &[(&str, Holds)] = &[
    ("name", Holds::Plain),
    ("note", Holds::Plain),
    ("action", Holds::Plain),
    ("provider", Holds::Reference),
    ("receiver", Holds::Reference),
    ("inputOf", Holds::Reference),
    ("outputOf", Holds::Reference),
    ("resourceInventoriedAs", Holds::Reference),
    ("toResourceInventoriedAs", Holds::Reference),
    ("resourceConformsTo", Holds::Reference),
    ("resourceQuantity", Holds::Measure),
    ("effortQuantity", Holds::Measure),
    ("hasPointInTime", Holds::Time),
    ("hasBeginning", Holds::Time),
    ("hasEnd", Holds::Time),
    ("created", Holds::Time),
    ("due", Holds::Time),
    ("resourceClassifiedAs", Holds::Plain),
    ("state", Holds::Plain),
    ("stage", Holds::Reference),
    ("toLocation", Holds::Reference),
    ("fulfills", Holds::Reference),
    ("satisfies", Holds::Reference),
    ("settles", Holds::Reference),
    ("corrects", Holds::Reference),
    ("triggeredBy", Holds::Reference),
    ("realizationOf", Holds::Reference),
    ("reciprocalRealizationOf", Holds::Reference),
    ("clauseOf", Holds::Reference),
    ("reciprocalClauseOf", Holds::Reference),
    ("plannedWithin", Holds::Reference),
    ("independentDemandOf", Holds::Reference),
    ("finished", Holds::Plain),
    ("conformsTo", Holds::Reference),
    ("accountingQuantity", Holds::Measure),
    ("onhandQuantity", Holds::Measure),
    ("primaryAccountable", Holds::Reference),
    ("containedIn", Holds::Reference),
    ("contains", Holds::Inverse("containedIn")),
    ("currentLocation", Holds::Reference),
    ("currentVirtualLocation", Holds::Plain),
    ("currentCurrencyLocation", Holds::Plain),
    ("trackingIdentifier", Holds::Plain),
    ("ofBatchLot", Holds::Reference),
    ("unitOfEffort", Holds::Unit),
    ("classifiedAs", Holds::Plain),
    ("image", Holds::Plain),
    ("imageList", Holds::Plain),
    ("primaryLocation", Holds::Reference),
    ("basedOn", Holds::Reference),
    ("hasInput", Holds::Inverse("inputOf")),
    ("hasOutput", Holds::Inverse("outputOf")),
    ("inScopeOf", Holds::Reference),
    ("stipulates", Holds::Inverse("clauseOf")),
    ("stipulatesReciprocal", Holds::Inverse("reciprocalClauseOf")),
    ("realizes", Holds::Inverse("realizationOf")),
    ("realizesReciprocal", Holds::Inverse("reciprocalRealizationOf")),
    ("bundledIn", Holds::Reference),
    ("bundles", Holds::Inverse("bundledIn")),
    ("planIncludes", Holds::Inverse("plannedWithin")),
    ("hasIndependentDemand", Holds::Inverse("independentDemandOf")),
    ("publishes", Holds::Reference),
    ("reciprocal", Holds::Reference),
    ("proposedTo", Holds::Reference),
    ("purpose", Holds::Plain),
    ("unitBased", Holds::Plain),
    ("eligibleLocation", Holds::Reference),
    ("listedIn", Holds::Reference),
    ("lists", Holds::Inverse("listedIn")),
    ("availableQuantity", Holds::Measure),
    ("minimumQuantity", Holds::Measure),
    ("defaultUnitOfResource", Holds::Unit),
    ("defaultUnitOfEffort", Holds::Unit),
    ("mediumOfExchange", Holds::Plain),
    ("substitutable", Holds::Plain),
    ("hasDuration", Holds::Measure),
    ("hasRecipeInput", Holds::Inverse("recipeInputOf")),
    ("hasRecipeOutput", Holds::Inverse("recipeOutputOf")),
    ("recipeInputOf", Holds::Reference),
    ("recipeOutputOf", Holds::Reference),
    ("recipeStipulates", Holds::Inverse("recipeClauseOf")),
    ("recipeStipulatesReciprocal", Holds::Inverse("recipeReciprocalClauseOf")),
    ("recipeClauseOf", Holds::Reference),
    ("recipeReciprocalClauseOf", Holds::Reference),
    ("recipeIncludes", Holds::Reference),
    ("primaryOutput", Holds::Reference),
    ("processConformsTo", Holds::Reference),
    ("processClassifiedAs", Holds::Plain),
    ("subject", Holds::Reference),
    ("object", Holds::Reference),
    ("relationship", Holds::Reference),
    ("batchLotCode", Holds::Plain),
    ("expirationDate", Holds::Time),
    ("hasUnit", Holds::Unit),
    ("hasNumericalValue", Holds::Plain),
];
