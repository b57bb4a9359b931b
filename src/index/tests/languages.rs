//! What must match, and what must not, language by language: `+` before a query that finds its text, `-` before one that
//! does not.

use super::Corpus;

struct Case {
    language: &'static str,
    text: &'static str,
    queries: &'static [&'static str],
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { language: "en", text: "Non-governmental organizations are independent of the State and of its organs.", queries: &[
        "+\"non-governmental organizations\"", "+\"nongovernmental organizations\"", "+\"non governmental organizations are\"",
        "+\"NON\u{2011}GOVERNMENTAL\"", "+nongovernmental", "+non-governmental", "+\"organs of\"~6", "+nongovernmental*",
        "-\"governmental non\"", "-\"nongovernmental are\"", "-\"non-governmental independent\"", "-nonorganizations",
        "+\"nongovernmental independent\"~2", "-\"nongovernmental independent\"~1", "+\"non governmental org*\"",
    ] },
    Case { language: "en", text: "A nongovernmental observer of the body spoke to the therapist about cooperation, peacekeeping and wellbeing.", queries: &[
        "+\"non-governmental observer\"", "+\"non governmental observer\"", "+\"nongovernmental observer\"", "+non-governmental",
        "+\"co-operation\"", "+\"co operation peacekeeping\"", "+co-operation", "+\"peace-keeping and well-being\"",
        "-\"the rapist\"", "-\"non observer\"", "-\"governmental observer\"", "+cooperating", "-\"spoke to the the rapist\"",
        "+\"the-rapist\"", "+\"peace keeping\"",
    ] },
    Case { language: "en", text: "The peace-keeping force saw a land mine; the well-being of long-term detainees in non-self-governing territories.", queries: &[
        "+peacekeeping", "+\"peacekeeping force\"", "+\"peace keeping force\"", "+\"wellbeing of longterm detainees\"", "+\"nonselfgoverning territories\"",
        "+\"non-selfgoverning territories\"", "+\"nonself-governing territories\"", "+\"self-governing territories\"", "+\"selfgoverning territories\"",
        "-\"non-governing territories\"", "+\"land mine\"", "+\"land-mine\"", "-\"landmine\"",
    ] },
    Case { language: "en", text: "The U.S. and N.G.O. experts of the U.N. met J. P. Morgan under art. 6(1) and Article 14 (2)(b).", queries: &[
        "+\"NGO experts\"", "+\"ngo experts\"", "+\"N.G.O. experts\"", "+\"experts of the UN\"", "+\"experts of the U.N.\"", "-\"experts of the un\"",
        "+\"US and\"", "-\"us and\"", "+\"art. 6(1)\"", "+\"art 6 (1)\"", "+art. 6(1)", "-\"art. 61\"", "-\"art. 6(2)\"", "+\"14(2)(b)\"", "+\"J.P. Morgan\"",
        "+J.P.",
    ] },
    Case { language: "en", text: "The US and the UN told us of one NGO; un peu.", queries: &[
        "+\"the U.S. and\"", "+\"the U.N. told\"", "-\"told U.S. of\"", "-\"U.N. peu\"", "+\"one N.G.O.\"", "+\"told us of\"",
    ] },
    Case { language: "en", text: "Some 1,000 people, 12 345 678 dollars and 3.5 per cent; see A/HRC/39/14 and info@ohchr.org or www.ohchr.org/en.", queries: &[
        "+\"1000 people\"", "+\"1,000 people\"", "+\"1 000 people\"", "+\"1.000 people\"", "+\"12345678 dollars\"", "+\"12,345,678 dollars\"", "-\"100 people\"",
        "-\"35 per cent\"", "+\"3.5 per cent\"", "+A/HRC/39/14", "+\"A/HRC/39/14\"", "-A/HRC/39/15", "-\"AHRC 3914\"", "+info@ohchr.org", "-info@ohchr.com",
        "+www.ohchr.org", "+ohchr",
    ] },
    Case { language: "en", text: "Over 5000 followers of the Qur'an in Sana’a; the Government's and the defenders’ views don't differ. O'Brien agreed.", queries: &[
        "+\"5,000 followers\"", "+\"5 000 followers\"", "+Quran", "+\"the Quran in Sanaa\"", "+\"Qur’an\"", "+\"Sana'a\"", "+\"the Government’s\"",
        "+\"government s\"", "+government", "-\"governments\"", "+\"defenders views\"", "+\"don’t differ\"", "-\"dont\"", "+O’Brien", "-\"OBrien\"",
    ] },
    Case { language: "en", text: "A recommendation was recommended to the naïve and the cooperative Committee of Ministers.", queries: &[
        "+recommendations", "+\"recommendation was recommended\"", "-\"recommendations was\"", "+naive", "+NAÏVE", "+recomendation~1", "-recomendation",
        "+recommend?d", "+co*tive", "-\"ministers committee\"", "+\"ministers committee\"~1", "+committees minister",
    ] },
    Case { language: "fr", text: "L’État a été prié de libérer les détenus arrêtés; l'œuvre des défenseurs non gouvernementaux coûte 1 000 euros aujourd’hui.", queries: &[
        "+\"l'Etat a ete\"", "+\"L’ÉTAT\"", "+état", "+ETAT", "+détenu", "+\"detenus arretes\"", "-\"détenu arrêté\"", "+arrêter", "+oeuvre", "+œuvre",
        "+\"1000 euros\"", "+aujourd'hui", "-letat", "+defenseur", "-\"défenseurs gouvernementaux\"",
    ] },
    Case { language: "fr", text: "Les groupes socio-économiques et la vice-présidente de la Côte d’Ivoire; art. 6, par. 1.", queries: &[
        "+\"socioéconomiques et\"", "+\"socio-économiques\"", "+\"socio économiques\"", "+\"Côte d'Ivoire\"", "+\"cote d’ivoire\"", "-\"côte ivoire\"",
        "+vice-présidente", "+\"vicepresidente\"", "+\"art 6 par 1\"",
    ] },
    Case { language: "es", text: "El niño y la niña: ¿derechos económicos? Recomendaciones al Estado; los pingüinos del año 2018.", queries: &[
        "+nino", "+niño", "+\"el niño y la niña\"", "+\"derechos economicos\"", "+recomendación", "+recomendacion", "-\"recomendación al Estado\"",
        "+pinguinos", "+\"ano 2018\"", "+estados", "-\"niña y\"",
    ] },
    Case { language: "pt", text: "As recomendações da Comissão sobre a situação dos direitos dos cidadãos são públicas.", queries: &[
        "+recomendação", "+\"recomendacoes da comissao\"", "+situações", "+situacao", "-\"recomendação da Comissão\"", "+cidadão", "+\"direitos dos cidadaos\"",
    ] },
    Case { language: "de", text: "Die Straße der Menschenrechte: Gefangene wurden gefoltert, über Maßnahmen der Europäischen Union wird beraten.", queries: &[
        "+strasse", "+STRASSE", "+Straße", "+\"strasse der menschenrechte\"", "+menschenrechten", "+gefangenen", "+\"ueber\" OR uber", "+massnahme", "+Massnahmen",
        "+\"europaischen union\"", "-\"menschen rechte\"", "-\"europäische Union\"",
    ] },
    Case { language: "it", text: "L’articolo 3 della Costituzione: i diritti dell'uomo e la libertà di manifestazione degli studenti.", queries: &[
        "+articolo", "+\"l'articolo 3\"", "+\"diritti dell’uomo\"", "+liberta", "+libertà", "+diritto", "+studente", "-\"diritto dell'uomo\"", "+uomo",
    ] },
    Case { language: "nl", text: "De mensenrechten van gevangenen in België en de coördinatie van het beleid voor asielzoekers.", queries: &[
        "+mensenrechten", "+gevangene", "+belgie", "+\"coordinatie van het beleid\"", "+asielzoeker", "-\"gevangene in België\"", "+BELGIË",
    ] },
    Case { language: "tr", text: "İstanbul ve Diyarbakır'da insan hakları savunucuları gözaltına alındı; IŞIK derneği kapatıldı.", queries: &[
        "+istanbul", "+İSTANBUL", "+ISTANBUL", "+diyarbakir", "+\"insan hakları\"", "+\"INSAN HAKLARI\"", "+ışık", "+isik", "+\"diyarbakır'da insan\"", "-\"insan savunucuları\"",
        "+hak",
    ] },
    Case { language: "ru", text: "Ещё один заключённый сообщил о нарушениях прав человека; социально-экономическое положение Республики.", queries: &[
        "+еще", "+ЕЩЁ", "+\"еще один заключенный\"", "+нарушение", "+\"прав человека\"", "-\"права человека\"", "+права", "+\"социальноэкономическое положение\"",
        "+\"социально экономическое положение\"", "+республика", "+заключенного", "-\"положение нарушениях\"",
    ] },
    Case { language: "uk", text: "Охорона здоров’я та порушення прав людини в Україні; об'єднання громадян їхніх міст.", queries: &[
        "+\"здоров'я\"", "+\"здоровʼя\"", "+здоровя", "+порушенням", "+\"прав людини\"", "+україні", "+\"об’єднання громадян\"", "-\"прав громадян\"",
    ] },
    Case { language: "ar", text: "تؤكد الأمم المتحدة أنّ حُقُوقَ الإنسانِ مكفولة في المحكمة على أساس المساواة، والدولة الطرف ٣٩.", queries: &[
        "+\"الامم المتحدة\"", "+\"الأمم المتحده\"", "+\"حقوق الإنسان\"", "+\"حقوق الانسان\"", "+\"حـــقوق\"", "+دولة", "+الدوله", "+39", "+٣٩", "+على", "+علي",
        "-\"الإنسان حقوق\"", "-\"حقوق مكفولة\"", "+\"مكفولة في المحكمة\"",
    ] },
    Case { language: "fa", text: "حقوق بشر در ایران نقض می‌شود و زندانیان سیاسی کشور آزاد نشده‌اند.", queries: &[
        "+ایران", "+\"ايران\"", "+\"حقوق بشر\"", "+\"می‌شود\"", "+\"كشور\"", "-\"بشر ایران\"",
    ] },
    Case { language: "el", text: "Τα ανθρώπινα δικαιώματα και ο Σίσυφος της Ελλάδας.", queries: &[
        "+ανθρωπινα", "+\"ΑΝΘΡΏΠΙΝΑ ΔΙΚΑΙΏΜΑΤΑ\"", "+ΣΙΣΥΦΟΣ", "-\"δικαιώματα ανθρώπινα\"", "+δικαιώματα",
    ] },
    Case { language: "zh", text: "国家应当保障人权和基本自由，第３９届会议通过了１２项决议。", queries: &[
        "+人权", "+\"保障人权\"", "+\"人权和基本自由\"", "-人和", "-\"基本人权\"", "+39", "+第39届会议", "+\"自由 第39届\"", "-权人",
    ] },
    Case { language: "ja", text: "ﾊﾞﾝｺｸで人権理事会のカイギが開かれた。", queries: &[
        "+バンコク", "+ﾊﾞﾝｺｸ", "+人権理事会", "+\"カイギ\"", "-ハンコク", "-人権会",
    ] },
    Case { language: "th", text: "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์ และทำงาน", queries: &[
        "+มนุษย์", "+เสมอภาค", "+\"อิสระและเสมอภาค\"", "-อิสระเสมอภาค", "+ทำงาน", "+ทํางาน",
    ] },
    Case { language: "ko", text: "대한민국 국가인권위원회는 인권 보고서를 발표하였다.", queries: &[
        "+대한민국", "+\"인권 보고서를\"", "-\"보고서를 인권\"", "+국가인권*",
    ] },
    Case { language: "hi", text: "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता प्राप्त है।", queries: &[
        "+अधिकारों", "+\"गौरव और अधिकारों\"", "-\"अधिकारों और गौरव\"", "+मनुष्यों",
    ] },
];

#[test]
fn queries_find_what_they_say() {
    let names: Vec<String> = (0..CASES.len()).map(|at| format!("{at:02}.txt")).collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(String::as_str)
        .zip(CASES.iter().map(|case| case.text))
        .collect();
    let corpus = Corpus::of(&files);
    let index = corpus.open();
    let mut wrong = Vec::new();
    for (name, case) in names.iter().zip(CASES) {
        for query in case.queries {
            let (expected, query) = query.split_at(1);
            let request = crate::query::Request {
                limit: 100,
                ..super::request(query)
            };
            let answer = index.search(&request).expect("an answer");
            let hit = answer.hits.iter().find(|hit| hit.path == *name);
            if hit.is_some() != (expected == "+") {
                wrong.push(format!("{} {expected}{query}", case.language));
            }
            if hit
                .is_some_and(|hit| hit.match_count == 0 || hit.matches[0].excerpt.marks.is_empty())
            {
                wrong.push(format!("{} {query} is not shown", case.language));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let cases: usize = CASES.iter().map(|case| case.queries.len()).sum();
    let mut languages: Vec<&str> = CASES.iter().map(|case| case.language).collect();
    languages.dedup();
    assert!(
        cases >= 150 && languages.len() >= 12,
        "{cases} cases in {} languages",
        languages.len()
    );
}
