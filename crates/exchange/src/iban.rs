//! Account numbers as banks check them: IBAN (ISO 13616) and BIC (ISO 9362).

use thiserror::Error;

/// Why a text is not the number of an account or of a bank. Checked in this order.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IbanRefused {
    /// It does not have the form of an IBAN.
    #[error(
        "iban_form: `{text}` is no IBAN; one is two letters, two digits, and at least eleven \
         letters and digits more, as `DE89 3704 0044 0532 0130 00`"
    )]
    Form {
        /// The number as it was written.
        text: String,
    },
    /// A country's IBANs all have one length, and this one another.
    #[error(
        "iban_length: `{text}` has {found} characters, and an IBAN of `{country}` has \
         {expected}; copy the whole of it"
    )]
    Length {
        /// The number as it was written.
        text: String,
        /// The two letters in front.
        country: String,
        /// How many characters it has without spaces.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// The check digits are those of another number: something was mistyped.
    #[error(
        "iban_checksum: the check digits of `{text}` do not fit the rest of it; \
         copy it again from its owner"
    )]
    Checksum {
        /// The number as it was written.
        text: String,
    },
    /// It does not have the form of a BIC.
    #[error(
        "bic_form: `{text}` is no BIC; one has 8 or 11 capital letters and digits, as \
         `COBADEFF`; correct it or leave it out"
    )]
    Bic {
        /// The code as it was written.
        text: String,
    },
}

/// Reads an IBAN: without its spaces, in capital letters, its length and check digits right.
pub fn read_iban(text: &str) -> Result<String, IbanRefused> {
    let iban: String = text.chars().filter(|c| *c != ' ').map(|c| c.to_ascii_uppercase()).collect();
    let shown = || text.chars().take(42).collect::<String>();
    let (Some(country), Some(digits), Some(rest)) = (iban.get(..2), iban.get(2..4), iban.get(4..))
    else {
        return Err(IbanRefused::Form { text: shown() });
    };
    let formed = country.bytes().all(|byte| byte.is_ascii_uppercase())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && (11..=30).contains(&rest.len());
    if !formed {
        return Err(IbanRefused::Form { text: shown() });
    }
    if let Some(expected) = length(country).filter(|expected| *expected != iban.len()) {
        let (country, found) = (country.to_owned(), iban.len());
        return Err(IbanRefused::Length { text: shown(), country, found, expected });
    }
    // 00, 01 and 99 have the remainders of 97, 98 and 02, and are never given out.
    if matches!(digits, "00" | "01" | "99") || remainder(rest, &iban) != 1 {
        return Err(IbanRefused::Checksum { text: shown() });
    }
    Ok(iban)
}

/// Reads a BIC, in capital letters.
pub fn read_bic(text: &str) -> Result<String, IbanRefused> {
    let bic = text.trim().to_ascii_uppercase();
    let formed = matches!(bic.len(), 8 | 11)
        && bic.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && bic.bytes().skip(4).take(2).all(|byte| byte.is_ascii_alphabetic());
    if !formed {
        return Err(IbanRefused::Bic { text: text.chars().take(42).collect() });
    }
    Ok(bic)
}

/// The number that the account, then the first four characters spell, modulo 97 (ISO 7064).
///
/// A letter stands for two digits, `A` for 10 and `Z` for 35.
fn remainder(account: &str, iban: &str) -> u32 {
    account.chars().chain(iban.chars().take(4)).fold(0, |sum, letter| {
        let value = letter.to_digit(36).unwrap_or(0);
        let shift = if value > 9 { 100 } else { 10 };
        (sum * shift + value) % 97
    })
}

/// How many characters the IBANs of a country have, from SWIFT's register; `None` if not in it.
fn length(country: &str) -> Option<usize> {
    const LENGTHS: &[(usize, &str)] = &[
        (15, "NO"),
        (16, "BE"),
        (18, "DK FI FK FO GL NL SD"),
        (19, "MK SI"),
        (20, "AT BA EE KZ LT LU MN XK"),
        (21, "CH HR LI LV"),
        (22, "BG BH CR DE GB GE IE ME RS VA"),
        (23, "AE GI IL IQ OM SO TL"),
        (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
        (25, "LY PT ST"),
        (26, "IS TR"),
        (27, "BI DJ FR GR IT MC MR SM"),
        (28, "AL AZ BY CY DO GT HU LB NI PL SV"),
        (29, "BR EG PS QA UA"),
        (30, "JO KW MU YE"),
        (31, "MT SC"),
        (32, "LC"),
        (33, "RU"),
    ];
    let (length, _) =
        LENGTHS.iter().find(|(_, countries)| countries.split(' ').any(|known| known == country))?;
    Some(*length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(text: &str) -> String {
        read_iban(text).unwrap_err().to_string()
    }

    #[test]
    fn the_examples_of_the_register_are_ibans() {
        for text in [
            "DE89 3704 0044 0532 0130 00",
            "FR14 2004 1010 0505 0001 3M02 606",
            "gb29 nwbk 6016 1331 9268 19",
            "CH93 0076 2011 6238 5295 7",
            "NL91 ABNA 0417 1643 00",
            "NO93 8601 1117 947",
            "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
            "SE45 5000 0000 0583 9825 7466",
            "BE68 5390 0754 7034",
            "ES91 2100 0418 4502 0005 1332",
            "IT60 X054 2811 1010 0000 0123 456",
            "PL61 1090 1014 0000 0712 1981 2874",
        ] {
            let expected: String = text.to_uppercase().split(' ').collect();
            assert_eq!(read_iban(text), Ok(expected));
        }
    }

    #[test]
    fn what_is_none_is_refused_in_order() {
        assert!(refusal("").starts_with("iban_form"));
        assert!(refusal("é").starts_with("iban_form"));
        assert!(refusal("DE89-3704-0044-0532-0130-00").starts_with("iban_form: `DE89-3704"));
        assert!(refusal(&"1".repeat(1_000_000)).len() < 300);
        let short = refusal("DE89 3704 0044 0532 0130 0");
        assert!(short.contains("has 21 characters, and an IBAN of `DE` has 22"), "{short}");
        assert!(refusal("DE89 3704 0044 0532 0130 01").starts_with("iban_checksum"));
        assert!(refusal("DE98 3704 0044 0532 0130 00").starts_with("iban_checksum"));
    }

    #[test]
    fn a_bic_has_eight_or_eleven_characters() {
        assert_eq!(read_bic("cobadeff").as_deref(), Ok("COBADEFF"));
        assert_eq!(read_bic("COBADEFF060").as_deref(), Ok("COBADEFF060"));
        for text in ["", "COBADEF", "COBADEFF06", "COBA1EFF", "COBADÉFF", "COBADEFF 60"] {
            assert!(read_bic(text).unwrap_err().to_string().starts_with("bic_form"), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// The remainder of the whole number, written out in digits.
        #[test]
        fn check_digits_are_those_of_long_division(account in "[0-9A-Z]{18}") {
            let value = |letters: &str| letters.chars().map(|c| c.to_digit(36).unwrap().to_string()).collect::<String>();
            let long = value(&format!("{account}DE00"));
            let rest = long.bytes().fold(0_u32, |sum, digit| (sum * 10 + u32::from(digit - b'0')) % 97);
            let right = 98 - rest;
            for check in 0..100 {
                let taken = read_iban(&format!("DE{check:02}{account}")).is_ok();
                prop_assert_eq!(taken, check == right);
            }
        }

        #[test]
        fn one_wrong_digit_is_always_found(place in 4_usize..22, digit in 0_u8..10) {
            let right = "DE89370400440532013000";
            let mut bytes = right.as_bytes().to_vec();
            bytes[place] = b'0' + digit;
            let text = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(read_iban(&text).is_ok(), text == right);
        }

        #[test]
        fn no_text_is_worth_a_panic(text in "\\PC{0,40}") {
            let _ = (read_iban(&text), read_bic(&text));
        }
    }
}
