//! One line that says what somebody did: `3 h soldering on the frame as design`, in English or French.
//!
//! This only takes the line apart. It knows no names of the commons, but is told what a unit is.

use std::mem;

/// What a line says, part by part, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// How much: figures, and a unit if one was written.
    pub amount: Option<String>,
    /// What was done, or with what.
    pub what: Option<String>,
    /// On what.
    pub on: Option<String>,
    /// For what, which may be a name or a reason.
    pub purpose: Option<String>,
    /// As what.
    pub role: Option<String>,
    /// What it is worth.
    pub worth: Option<String>,
    /// What the first word says was done.
    pub verb: Option<Verb>,
    /// Whether it was yesterday.
    pub day: Day,
}

/// A verb that tells how something took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// It was used and is still there.
    Use,
    /// It was used up.
    Consume,
    /// Money was spent.
    Spend,
    /// Somebody worked.
    Work,
}

/// When it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Day {
    /// Today, or not said.
    #[default]
    Today,
    /// The day before.
    Yesterday,
}

/// What the words that follow are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    What,
    On,
    Purpose,
    Role,
    Worth,
}

/// The longest line that is read, in characters.
const LONGEST: usize = 400;

/// Takes a line apart; `is_unit` tells whether a word is a unit.
#[must_use]
pub fn read(text: &str, is_unit: impl Fn(&str) -> bool) -> Line {
    let short: String = text.chars().take(LONGEST).collect();
    let mut words: Vec<&str> = short.split_whitespace().map(tidy).collect();
    let (worth_at, day) =
        (words.iter().position(|word| part(word) == Some(Part::Worth)), day(&mut words));
    let worth_at = worth_at.unwrap_or(words.len()).min(words.len());
    let behind = words.split_off(worth_at);
    let mut line = Line { amount: take_amount(&mut words, &is_unit), day, ..Line::default() };
    words.extend(behind);
    let mut open = Part::What;
    let mut run: Vec<&str> = Vec::new();
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        match part(word) {
            // What a verb or a keyword says once is a word the second time.
            Some(next) if !line.says(next) && next != open => {
                line.put(open, &mem::take(&mut run));
                open = next;
            }
            _ => run.push(word),
        }
    }
    line.put(open, &run);
    line
}

impl Line {
    const fn says(&self, part: Part) -> bool {
        match part {
            Part::What => self.what.is_some(),
            Part::On => self.on.is_some(),
            Part::Purpose => self.purpose.is_some(),
            Part::Role => self.role.is_some(),
            Part::Worth => self.worth.is_some(),
        }
    }

    fn put(&mut self, part: Part, words: &[&str]) {
        let mut words = words;
        if part == Part::What
            && let [first, rest @ ..] = words
            && let Some(verb) = verb(first)
        {
            self.verb = Some(verb);
            words = rest;
        }
        let said = bare(&words.join(" ")).to_owned();
        let said = Some(said).filter(|said| !said.is_empty());
        match part {
            Part::What => self.what = said,
            Part::On => self.on = said,
            Part::Purpose => self.purpose = said,
            Part::Role => self.role = said,
            Part::Worth => self.worth = said.map(|amount| plain(&amount)),
        }
    }
}

/// A word without quotes around it and punctuation behind it.
fn tidy(word: &str) -> &str {
    word.trim_matches(['"', '“', '”', '«', '»', '`', '(', ')'])
        .trim_end_matches([',', ';', '.', '!'])
}

fn part(word: &str) -> Option<Part> {
    Some(match word.to_lowercase().as_str() {
        "on" | "sur" | "in" | "dans" => Part::On,
        "for" | "pour" => Part::Purpose,
        "as" | "comme" => Part::Role,
        "worth" | "valant" => Part::Worth,
        _ => return None,
    })
}

fn verb(word: &str) -> Option<Verb> {
    Some(match word.to_lowercase().as_str() {
        "use" | "used" | "using" | "utilisé" | "utilisée" | "usage" | "utilisation" => Verb::Use,
        "consumed" | "consume" | "consommé" | "consommation" => Verb::Consume,
        "spent" | "spend" | "bought" | "paid" | "dépensé" | "acheté" | "payé" => Verb::Spend,
        "worked" | "work" | "travail" | "travaillé" => Verb::Work,
        _ => return None,
    })
}

/// Takes the word for the day out.
fn day(words: &mut Vec<&str>) -> Day {
    let said = |word: &&str| matches!(word.to_lowercase().as_str(), "yesterday" | "hier");
    let is_today = |word: &str| {
        matches!(word.to_lowercase().as_str(), "today" | "aujourd'hui" | "aujourd’hui")
    };
    let found = words.iter().any(said);
    words.retain(|word| !said(word) && !is_today(word));
    if found { Day::Yesterday } else { Day::Today }
}

/// Takes the first words out that are an amount: `3h`, `3 hours`, `1h30`, `2,5 kg`, `20 $`, `two hours`.
fn take_amount(words: &mut Vec<&str>, is_unit: &impl Fn(&str) -> bool) -> Option<String> {
    let english = |word: &str| unit(word).map_or_else(|| word.to_owned(), str::to_owned);
    let known = |word: &str| unit(word).is_some() || is_unit(word);
    if let Some(place) = words.windows(3).position(|three| three == ["half", "an", "hour"]) {
        words.drain(place..place + 3);
        return Some("0.5 hour".to_owned());
    }
    if let Some(place) = words.iter().position(|word| word.eq_ignore_ascii_case("demi-heure")) {
        words.drain(place.saturating_sub(1)..=place);
        return Some("0.5 hour".to_owned());
    }
    let mut alone = None;
    for (place, word) in words.iter().enumerate() {
        let Some((figures, behind)) = figures(word) else { continue };
        let next = words.get(place + 1).copied().unwrap_or_default();
        if !behind.is_empty() && (known(&behind) || is_clock(&behind)) {
            let amount = format!("{figures}{}", english(&behind));
            words.remove(place);
            return Some(spaced(&amount, &figures));
        }
        if behind.is_empty() && known(next) {
            let amount = format!("{figures} {}", english(next));
            words.drain(place..place + 2);
            return Some(amount);
        }
        let written_out = !word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        if behind.is_empty() && !written_out && alone.is_none() {
            alone = Some((place, figures));
        }
    }
    // Figures without a unit are meant as the amount only in front: `raised bed 3` is a name.
    let (place, figures) = alone.filter(|(place, _)| *place == 0)?;
    words.remove(place);
    Some(figures)
}

/// `1h30` stays as it is; between figures and a unit there is a space.
fn spaced(amount: &str, figures: &str) -> String {
    let unit = amount.get(figures.len()..).unwrap_or_default();
    if is_clock(unit) { amount.to_owned() } else { format!("{figures} {unit}") }
}

/// Whether this stands behind the hours of `1h30`, `1:30` or `1h30min`.
fn is_clock(text: &str) -> bool {
    let minutes = text
        .strip_prefix(['h', 'H', ':'])
        .map(|rest| rest.trim_end_matches("min").trim_end_matches('m'));
    minutes.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The figures at the beginning of a word, with a point, and what stands behind them.
fn figures(word: &str) -> Option<(String, String)> {
    if let Some(number) = number(word) {
        return Some((number.to_owned(), String::new()));
    }
    if let Some(rest) = word.strip_prefix(['$', '€']) {
        let sign: String = word.chars().take(1).collect();
        return figures(rest).filter(|(_, unit)| unit.is_empty()).map(|(it, _)| (it, sign));
    }
    let end =
        word.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '\'')));
    let (figures, unit) = word.split_at(end.unwrap_or(word.len()));
    figures.contains(|c: char| c.is_ascii_digit()).then(|| (plain(figures), unit.to_owned()))
}

/// A comma with one or two digits behind it is a point: `1,5`. `1,000` stays, and is refused where it is read.
fn plain(text: &str) -> String {
    match text.split_once(',') {
        Some((whole, rest)) if !whole.is_empty() => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let ends = rest.get(digits..).is_some_and(|it| !it.starts_with([',', '.']));
            if (1..=2).contains(&digits) && ends {
                format!("{whole}.{rest}")
            } else {
                text.to_owned()
            }
        }
        _ => text.to_owned(),
    }
}

/// A small number that is written out.
fn number(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "half" | "demi" | "demie" | "une-demi" | "½" => "0.5",
        "a" | "an" | "one" | "un" | "une" => "1",
        "two" | "deux" => "2",
        "three" | "trois" => "3",
        "four" | "quatre" => "4",
        "five" | "cinq" => "5",
        "six" => "6",
        "seven" | "sept" => "7",
        "eight" | "huit" => "8",
        _ => return None,
    })
}

/// The code of a unit that every commons has, by what people call it.
fn unit(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "h" | "hr" | "hrs" | "hour" | "hours" | "heure" | "heures" => "hour",
        "min" | "mins" | "minute" | "minutes" => "minute",
        "kg" | "kilo" | "kilos" => "kg",
        "l" | "litre" | "litres" | "liter" | "liters" => "litre",
        "piece" | "pieces" | "pièce" | "pièces" | "pcs" => "one",
        "%" => "percent",
        "€" => "EUR",
        _ => return None,
    })
}

/// A name without the article before it: `the frame`, `le cadre`, `l'établi`, `of steel`.
#[must_use]
pub fn bare(name: &str) -> &str {
    const WORDS: [&str; 16] = [
        "the", "a", "an", "of", "some", "our", "my", "le", "la", "les", "un", "une", "du", "de",
        "des", "notre",
    ];
    let name = name.trim();
    if let Some((first, rest)) = name.split_once(' ')
        && WORDS.contains(&first.to_lowercase().as_str())
    {
        return bare(rest);
    }
    let cut = ["l'", "l’", "d'", "d’", "L'", "L’", "D'", "D’"].into_iter();
    cut.filter_map(|article| name.strip_prefix(article)).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(text: &str) -> String {
        let is_unit = |word: &str| ["kg", "m", "CAD", "g", "commit", "$"].contains(&word);
        let line = read(text, is_unit);
        let mut parts = Vec::new();
        let mut add = |name: &str, part: &Option<String>| {
            parts.extend(part.as_ref().map(|part| format!("{name}={part}")));
        };
        add("amount", &line.amount);
        add("what", &line.what);
        add("on", &line.on);
        add("for", &line.purpose);
        add("as", &line.role);
        add("worth", &line.worth);
        parts.extend(line.verb.map(|verb| format!("{verb:?}")));
        parts.extend((line.day == Day::Yesterday).then(|| "yesterday".to_owned()));
        parts.join(" ")
    }

    #[test]
    fn lines_are_read_as_people_write_them() {
        let cases = [
            (
                "3 h soldering on the frame as design",
                "amount=3 hour what=soldering on=frame as=design",
            ),
            (
                "3 h soudure sur le cadre comme conception",
                "amount=3 hour what=soudure on=cadre as=conception",
            ),
            ("3h on frame", "amount=3 hour on=frame"),
            ("1h30 care", "amount=1h30 what=care"),
            ("1:30 care", "amount=1:30 what=care"),
            ("45min on the website", "amount=45 minute on=website"),
            ("45 minutes sur le site", "amount=45 minute on=site"),
            ("soldering 2 hours on frame", "amount=2 hour what=soldering on=frame"),
            ("as design on frame 3h", "amount=3 hour on=frame as=design"),
            ("1,5 heures jardinage dans le jardin", "amount=1.5 hour what=jardinage on=jardin"),
            ("half an hour of care", "amount=0.5 hour what=care"),
            ("une demi-heure de ménage", "amount=0.5 hour what=ménage"),
            ("une heure de ménage", "amount=1 hour what=ménage"),
            ("two hours weeding yesterday", "amount=2 hour what=weeding yesterday"),
            ("hier 2h désherbage", "amount=2 hour what=désherbage yesterday"),
            ("2.5 kg of steel on welding", "amount=2.5 kg what=steel on=welding"),
            ("used 2h lathe on welding", "amount=2 hour what=lathe on=welding Use"),
            ("2h utilisation du tour sur soudure", "amount=2 hour what=tour on=soudure Use"),
            ("spent 20 CAD for screws", "amount=20 CAD for=screws Spend"),
            ("$20 screws on welding", "amount=20 $ what=screws on=welding"),
            ("20 € de vis", "amount=20 EUR what=vis"),
            ("5 kg steel worth 60 CAD", "amount=5 kg what=steel worth=60 CAD"),
            ("5 kg acier valant 12,50 CAD", "amount=5 kg what=acier worth=12.50 CAD"),
            ("3 soldering", "amount=3 what=soldering"),
            ("raised bed 3", "what=raised bed 3"),
            ("travail sur l'établi", "on=établi Work"),
            ("“3 h” «care»", "amount=3 hour what=care"),
            ("1,000 kg sand", "amount=1,000 kg what=sand"),
            ("-2h on frame", "amount=-2 hour on=frame"),
            ("on on on", "on=on on"),
            ("", ""),
            ("<script>alert(1)</script>", "what=<script>alert(1)</script>"),
        ];
        for (text, parts) in cases {
            assert_eq!(said(text), parts, "{text}");
        }
    }

    #[test]
    fn articles_are_no_part_of_a_name() {
        for (name, plain) in
            [("the frame", "frame"), ("l’établi", "établi"), ("theatre", "theatre"), ("the", "the")]
        {
            assert_eq!(bare(name), plain);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_line_is_too_odd_and_no_word_comes_from_nowhere(text in ".{0,80}") {
            let line = read(&text, |word| word == "kg");
            for part in [line.what, line.on, line.role].into_iter().flatten() {
                for word in part.split(' ') {
                    prop_assert!(text.contains(word), "{word:?} of {text:?}");
                }
            }
        }

        #[test]
        fn what_is_put_together_is_taken_apart(
            hours in 1u32..100, what in "[b-e]{3,8}", on in "[f-i]{4,8}", role in "[j-m]{3,8}",
        ) {
            for (on_word, as_word) in [("on the", "as"), ("sur le", "comme")] {
                let line = read(&format!("{hours} h {what} {on_word} {on} {as_word} {role}"), |_| false);
                prop_assert_eq!(line.amount.as_deref(), Some(&*format!("{hours} hour")));
                prop_assert_eq!(line.what.as_deref(), Some(&*what));
                prop_assert_eq!(line.on.as_deref(), Some(&*on));
                prop_assert_eq!(line.role.as_deref(), Some(&*role));
            }
        }
    }
}
