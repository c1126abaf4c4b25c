//! The currencies of ISO 4217, and how many decimals each has.

/// Currencies with two decimals.
const TWO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP \
CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD \
KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK \
NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS \
TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";
/// Currencies without decimals.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
/// Currencies with three decimals.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";

/// How many decimals a currency has; `None` for what is no currency of ISO 4217.
#[must_use]
pub fn decimals(code: &str) -> Option<u8> {
    let has = |list: &str| list.split_whitespace().any(|known| known == code);
    if has(TWO) {
        Some(2)
    } else if has(NONE) {
        Some(0)
    } else if has(THREE) {
        Some(3)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_have_their_decimals() {
        assert_eq!(decimals("CAD"), Some(2));
        assert_eq!(decimals("JPY"), Some(0));
        assert_eq!(decimals("TND"), Some(3));
        assert_eq!(decimals("point"), None);
        assert_eq!(decimals("C"), None);
    }
}
