//! Numbers that must not repeat anywhere in a register, however large: memory stays the same for every size.

use super::calendar::{Day, compact, day_of};
use super::model::Sex;

/// First six digits of every invented identity number; no place ever had them.
pub const ID_PREFIX: &str = "519999";

/// First digits of every invented mobile number; the range was not given out.
pub const MOBILE_PREFIX: &str = "154";

/// Sequence numbers that one day has for each sex: 000 to 999, odd for men and even for women.
const IDS_PER_DAY: u32 = 500;

/// Bits of the memory of names already given. At a million people one answer in seventy is a false *already given*, which
/// costs a second draw and nothing else.
const NAME_BITS: u64 = 1 << 26;

/// A sequence of numbers of fixed length that looks shuffled and repeats only after all numbers of that length.
#[derive(Debug)]
pub struct Serial {
    next: u64,
    modulus: u64,
    digits: usize,
}

/// Neither even nor divisible by five, so multiplying by it permutes the numbers of any decimal length.
const STRIDE: u64 = 7_368_787;

impl Serial {
    /// A sequence of numbers of `digits` digits, at most twelve.
    pub fn new(digits: usize) -> Self {
        let exponent = u32::try_from(digits).expect("a serial has few digits");
        Self {
            next: 1,
            modulus: 10_u64.pow(exponent),
            digits,
        }
    }

    /// The next number, with leading zeros.
    pub fn take(&mut self) -> String {
        let number = u128::from(self.next) * u128::from(STRIDE) % u128::from(self.modulus);
        self.next += 1;
        format!("{number:0width$}", width = self.digits)
    }
}

/// All counters of one register.
#[derive(Debug)]
pub struct Serials {
    /// Residents so far.
    pub residents: u64,
    /// Households so far.
    pub households: u64,
    /// Health records so far.
    pub health_records: u64,
    /// Mobile numbers without their prefix.
    pub mobiles: Serial,
    /// Landline numbers without area code and first digit.
    pub landlines: Serial,
    /// Police household numbers.
    pub hukou_books: Serial,
    /// Residence permits.
    pub residence_permits: Serial,
    /// Employment cards.
    pub employment_cards: Serial,
    /// Social security cards.
    pub social_cards: Serial,
    /// Only-child certificates.
    pub only_child_certs: Serial,
    /// Birth permits.
    pub birth_permits: Serial,
    /// Cards of the elderly.
    pub elderly_cards: Serial,
    /// Certificates of minimum living allowance.
    pub dibao_certs: Serial,
    /// Number plates.
    pub plates: Serial,
    /// Dog licences.
    pub dogs: Serial,
    ids: Vec<[u16; 2]>,
    names: Vec<u64>,
}

impl Serials {
    /// Fresh counters.
    pub fn new() -> Self {
        Self {
            residents: 0,
            households: 0,
            health_records: 0,
            mobiles: Serial::new(8),
            landlines: Serial::new(7),
            hukou_books: Serial::new(9),
            residence_permits: Serial::new(9),
            employment_cards: Serial::new(10),
            social_cards: Serial::new(8),
            only_child_certs: Serial::new(8),
            birth_permits: Serial::new(8),
            elderly_cards: Serial::new(8),
            dibao_certs: Serial::new(8),
            plates: Serial::new(7),
            dogs: Serial::new(7),
            ids: Vec::new(),
            names: vec![0; usize::try_from(NAME_BITS / 64).expect("the memory of names fits any machine")],
        }
    }

    /// A new mobile number.
    pub fn mobile(&mut self) -> String {
        format!("{MOBILE_PREFIX}{}", self.mobiles.take())
    }

    /// A new identity number, or nothing when the day has none left for that sex.
    pub fn id_number(&mut self, birth: Day, sex: Sex) -> Option<String> {
        let earliest = day_of(jiff::civil::date(1890, 1, 1));
        let slot = usize::try_from(birth - earliest).ok()?;
        if self.ids.len() <= slot {
            self.ids.resize(slot + 1, [0; 2]);
        }
        let used = &mut self.ids[slot][sex.index()];
        if u32::from(*used) >= IDS_PER_DAY {
            return None;
        }
        // 197 shares no factor with 500, so the numbers of a day come shuffled and each once.
        let scrambled = (u32::from(*used) * 197 + u32::try_from(slot).ok()? * 31) % IDS_PER_DAY;
        *used += 1;
        let odd = u32::from(sex == Sex::Man);
        let digits = format!("{ID_PREFIX}{}{:03}", compact(birth), scrambled * 2 + odd);
        let check = check_character(&digits);
        Some(format!("{digits}{check}"))
    }

    /// Remembers a name with its birth day and sex; false when it may have been given before.
    pub fn claim_name(&mut self, name: &str, birth: Day, sex: Sex) -> bool {
        let tail = birth.to_le_bytes().into_iter().chain([sex.index() as u8]);
        // FNV-1a: short, and the same everywhere.
        let hash = name.bytes().chain(tail).fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let bit = (hash ^ (hash >> 32)) % NAME_BITS;
        let word = &mut self.names[usize::try_from(bit / 64).expect("the memory of names fits any machine")];
        let mask = 1 << (bit % 64);
        let is_new = *word & mask == 0;
        *word |= mask;
        is_new
    }
}

impl Default for Serials {
    fn default() -> Self {
        Self::new()
    }
}

/// The check character of seventeen digits by ISO 7064 MOD 11-2, as GB 11643 uses it.
pub fn check_character(digits: &str) -> char {
    // Each position weighs twice the one after it, modulo 11; the check character itself weighs 1.
    let remainder = digits
        .bytes()
        .fold(0_u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let value = (12 - remainder) % 11;
    char::from_digit(value, 10).unwrap_or('X')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_check_character_makes_the_weighted_sum_one() {
        /// Weights as the standard prints them; the check character itself weighs 1 and X counts ten.
        const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
        let mut seen = BTreeSet::new();
        for sequence in 0..200 {
            let digits = format!("{ID_PREFIX}19330302{sequence:03}");
            let number = format!("{digits}{}", check_character(&digits));
            let value = |character: char| character.to_digit(10).unwrap_or(10);
            let sum: u32 = number
                .chars()
                .zip(WEIGHTS)
                .map(|(character, weight)| value(character) * weight)
                .sum();
            assert_eq!(sum % 11, 1, "{number}");
            seen.insert(number.chars().next_back());
        }
        assert_eq!(seen.len(), 11, "all eleven check characters occur");
    }

    #[test]
    fn a_day_has_five_hundred_numbers_for_each_sex() {
        let mut serials = Serials::new();
        let birth = day_of(jiff::civil::date(1980, 6, 1));
        let mut seen = BTreeSet::new();
        for _ in 0..IDS_PER_DAY {
            let number = serials.id_number(birth, Sex::Woman).expect("the day has numbers left");
            assert_eq!(&number[..14], "51999919800601");
            assert!(number.as_bytes()[16].is_multiple_of(2));
            assert!(seen.insert(number));
        }
        assert_eq!(serials.id_number(birth, Sex::Woman), None);
        assert!(
            serials
                .id_number(birth, Sex::Man)
                .is_some_and(|number| number.as_bytes()[16] % 2 == 1)
        );
    }

    #[test]
    fn serials_do_not_repeat() {
        let mut serial = Serial::new(5);
        let seen: BTreeSet<String> = (0..100_000).map(|_| serial.take()).collect();
        assert_eq!(seen.len(), 100_000);
    }

    #[test]
    fn a_name_is_claimed_once_for_a_birth_day() {
        let mut serials = Serials::new();
        assert!(serials.claim_name("某某", 1, Sex::Man));
        assert!(!serials.claim_name("某某", 1, Sex::Man));
        assert!(serials.claim_name("某某", 2, Sex::Man));
    }
}
