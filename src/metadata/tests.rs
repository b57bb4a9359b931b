//! Tests of inference on whole documents.

use super::country::countries_in_title;
use super::sample_flow::flow;
use super::vocabulary::rows;
use super::*;
use crate::layout::{Mark, Region};
use crate::model::Source;

fn inferred(text: &str, path: &str) -> Metadata {
    infer(&Evidence {
        flow: &flow(text),
        info: &DocumentInfo::default(),
        path,
    })
}

/// Symbols, countries, sessions, date and language on one line, `-` for none.
fn summary(metadata: &Metadata) -> String {
    fn list<T: ToString>(values: &[Inferred<T>]) -> String {
        let values: Vec<String> = values
            .iter()
            .map(|inferred| inferred.value.to_string())
            .collect();
        if values.is_empty() {
            "-".to_owned()
        } else {
            values.join("+")
        }
    }
    let one = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    [
        list(&metadata.symbol),
        list(&metadata.country),
        list(&metadata.session),
        one(metadata.date.as_ref().map(|date| date.value.to_string())),
        one(metadata
            .language
            .as_ref()
            .map(|language| language.value.to_string())),
        one(metadata
            .document_type
            .as_ref()
            .map(|kind| kind.value.to_string())),
    ]
    .join(" ")
}

#[test]
fn countries_have_roles() {
    for (text, subject, author, mentioned) in [
        (
            "United Nations A/HRC/WG.6/30/AZE/1\nGeneral Assembly Distr.: General\n12 March 2018\nOriginal: English\nHuman Rights Council\nNational report submitted in accordance with paragraph 5 of the annex to Human Rights Council resolution 16/21\nAzerbaijan\n\
             1. Azerbaijan works with Georgia and Turkey. It has agreements with Georgia and, since 2016, with Norway.",
            "AZE",
            "AZE",
            "GEO",
        ),
        (
            "United Nations A/C.3/73/L.45\nGeneral Assembly Distr.: Limited\n31 October 2018\nOriginal: English\nThird Committee\nAlbania, Austria and the Netherlands: draft resolution\nSituation of human rights in Myanmar\nThe General Assembly,\nWelcoming what Bangladesh does, and calling upon Bangladesh and India,",
            "MMR",
            "ALB AUT NLD",
            "BGD",
        ),
        (
            "United Nations A/HRC/40/G/3\nGeneral Assembly Distr.: General\n12 March 2019\nOriginal: English\nHuman Rights Council\nNote verbale dated 3 March 2019 from the Permanent Mission of Greece and Cyprus to the United Nations Office at Geneva",
            "",
            "GRC CYP",
            "",
        ),
        (
            "Thank you, Mr. President. I have the honour to speak on behalf of Ghana. We in Ghana believe in peace. My country, Ghana, supports our neighbours, and we thank Togo. We welcome what Togo has done.",
            "GHA",
            "GHA",
            "TGO",
        ),
        (
            "Written statement on prisons in Chad\n\nWe write about Chad. In Chad, prisons are full. Chad and Mali are poor; Mali has fewer prisoners.",
            "TCD",
            "",
            "MLI",
        ),
    ] {
        let metadata = inferred(text, "0001.txt");
        let codes = |found: &[Inferred<crate::model::Country>]| {
            let codes: Vec<&str> = found.iter().map(|one| one.value.alpha3()).collect();
            codes.join(" ")
        };
        assert_eq!(codes(&metadata.country), subject, "{text}");
        assert_eq!(codes(&metadata.author_country), author, "{text}");
        assert_eq!(codes(&metadata.mentions), mentioned, "{text}");
    }
}

/// The text of a document and its expected summary.
const DOCUMENTS: &[(&str, &str)] = &[
    (
        "A/HRC/39/14\n\nUnited Nations\n\nGeneral Assembly\n\nDistr.: General\n11 July 2018\n\nOriginal: English\n\nHuman Rights Council\nThirty-ninth session\n10–28 September 2018\nAgenda item 6\nUniversal periodic review\n\n\
         Report of the Working Group on the Universal Periodic Review*\n\nAzerbaijan\n\n* The annex is being circulated without formal editing, in the language of submission only.\n\nGE.18-11470(E)\n\u{c}A/HRC/39/14\n\nIntroduction\n\
         1. The Working Group on the Universal Periodic Review, established in accordance with Human Rights Council resolution 5/1, held its thirtieth session from 7 to 18 May 2018. The review of Azerbaijan was held at the 15th meeting, on 15 May 2018.",
        "A/HRC/39/14 AZE HRC39+UPR30 2018-07-11 en upr-wg-report",
    ),
    (
        "United Nations A/HRC/39/14 General Assembly Distr.: General 11 July 2018 Original: English Human Rights Council Thirty-ninth session 10–28 September 2018 Agenda item 6 Universal periodic review Report of the Working Group on the Universal Periodic Review* Azerbaijan GE.18-11470(E)\n\
         The recommendations made to the delegation were examined and enjoy the support of the Government.",
        "A/HRC/39/14 AZE HRC39 2018-07-11 en upr-wg-report",
    ),
    (
        "United Nations A/HRC/WG.6/30/AZE/2\nGeneral Assembly Distr.: General 12 March 2018 Original: English\nHuman Rights Council\nWorking Group on the Universal Periodic Review\nThirtieth session\n7–18 May 2018\nCompilation on Azerbaijan\n\
         Report of the Office of the United Nations High Commissioner for Human Rights\nI. Background\n1. The present report was prepared pursuant to Human Rights Council resolutions 5/1 and 16/21.",
        "A/HRC/WG.6/30/AZE/2 AZE UPR30 2018-03-12 en un-compilation",
    ),
    (
        "United Nations CEDAW/C/AZE/CO/5\nConvention on the Elimination of All Forms of Discrimination against Women\nDistr.: General\n12 March 2015\nOriginal: English\nCommittee on the Elimination of Discrimination against Women\n\
         Concluding observations on the fifth periodic report of Azerbaijan*\n1. The Committee considered the fifth periodic report of Azerbaijan at its 1281st and 1282nd meetings, held on 20 February 2015.\n\
         * Adopted by the Committee at its sixtieth session (16 February–6 March 2015).",
        "CEDAW/C/AZE/CO/5 AZE CEDAW60 2015-03-12 en concluding-observations",
    ),
    (
        "United Nations CCPR/C/123/D/2345/2014\nInternational Covenant on Civil and Political Rights\nDistr.: General\n7 September 2018\nOriginal: English\nHuman Rights Committee\n\
         Decision adopted by the Committee under the Optional Protocol, concerning communication No. 2345/2014*\nCommunication submitted by: A.B. (represented by counsel, of London, United Kingdom)\nAlleged victim: The author\nState party: Australia\n\
         Date of communication: 3 January 2014 (initial submission)\n1. The author of the communication is A.B., a national of Sri Lanka. He claims to be a victim.",
        "CCPR/C/123/D/2345/2014 AUS CCPR123 2018-09-07 en decision",
    ),
    (
        "United Nations A/HRC/42/47/Add.1\nGeneral Assembly Distr.: General\n16 August 2019\nOriginal: English\nHuman Rights Council\nForty-second session\n9–27 September 2019\nAgenda item 3\nPromotion and protection of all human rights, civil, political, economic, social and cultural rights, including the right to development\n\
         Visit to Malaysia\nReport of the Special Rapporteur on the human rights to safe drinking water and sanitation*\nSummary\nThe Special Rapporteur conducted an official visit at the invitation of the Government, and met Mr. Smith (Canada).",
        "A/HRC/42/47/Add.1 MYS HRC42 2019-08-16 en report",
    ),
    (
        "United Nations A/RES/73/264\nGeneral Assembly Distr.: General\n22 January 2019\nSeventy-third session\nAgenda item 74 (c)\nResolution adopted by the General Assembly on 22 December 2018\n[on the report of the Third Committee (A/73/589/Add.3)]\n73/264. Situation of human rights in Myanmar\nThe General Assembly,\nGuided by the Charter of the United Nations,",
        "A/RES/73/264 MMR GA73 2019-01-22 en resolution",
    ),
    (
        "Nations Unies A/HRC/40/5\nAssemblée générale Distr. générale\n24 décembre 2018\nFrançais\nOriginal : anglais/français\nConseil des droits de l’homme\nQuarantième session\n25 février-22 mars 2019\nPoint 6 de l’ordre du jour\nExamen périodique universel\n\
         Rapport du Groupe de travail sur l’Examen périodique universel*\nSénégal\n* L’annexe est distribuée telle qu’elle a été reçue.\nGE.18-22296 (F)\n\u{c}Introduction\n1. Le Groupe de travail sur l’Examen périodique universel a tenu sa trente et unième session du 5 au 16 novembre 2018.",
        "A/HRC/40/5 SEN HRC40+UPR31 2018-12-24 fr upr-wg-report",
    ),
    (
        "Naciones Unidas CRC/C/MEX/CO/4-5\nConvención sobre los Derechos del Niño\nDistr. general\n3 de julio de 2015\nEspañol\nOriginal: inglés\nComité de los Derechos del Niño\nObservaciones finales sobre los informes periódicos cuarto y quinto combinados de México*\n\
         1. El Comité examinó los informes periódicos cuarto y quinto combinados de México en sus sesiones 1988ª y 1990ª.\n* Aprobadas por el Comité en su 69º período de sesiones (18 de mayo a 5 de junio de 2015).",
        "CRC/C/MEX/CO/4-5 MEX CRC69 2015-07-03 es concluding-observations",
    ),
    (
        "Организация Объединенных Наций A/HRC/39/13\nГенеральная Ассамблея Distr.: General\n10 July 2018\nRussian\nOriginal: English\nСовет по правам человека\nТридцать девятая сессия\n10–28 сентября 2018 года\nПункт 6 повестки дня\nУниверсальный периодический обзор\n\
         Доклад Рабочей группы по универсальному периодическому обзору\nРоссийская Федерация\nGE.18-11291 (R)",
        "A/HRC/39/13 RUS HRC39 2018-07-10 ru upr-wg-report",
    ),
    (
        "الأمم المتحدة A/HRC/25/9\nالجمعية العامة\nDistr.: General\n6 January 2014\nArabic\nOriginal: English\nمجلس حقوق الإنسان\nالدورة الخامسة والعشرون\nالبند 6 من جدول الأعمال\nالاستعراض الدوري الشامل\nتقرير الفريق العامل المعني بالاستعراض الدوري الشامل\nالأردن\nمقدمة\nعقد الفريق العامل المعني بالاستعراض الدوري الشامل دورته السابعة عشرة في جنيف.",
        "A/HRC/25/9 JOR HRC25+UPR17 2014-01-06 ar upr-wg-report",
    ),
    (
        "联合国 A/HRC/39/14\n大会 Distr.: General\n11 July 2018\nChinese\nOriginal: English\n人权理事会\n第三十九届会议\n2018年9月10日至28日\n议程项目6\n普遍定期审议\n普遍定期审议工作组报告\n阿塞拜疆\n导言\n1. 普遍定期审议工作组根据人权理事会的决议举行了会议，对该国进行了审议，代表团作了发言。",
        "A/HRC/39/14 AZE HRC39 2018-07-11 zh upr-wg-report",
    ),
    (
        "Human Rights Council adopts Universal Periodic Review outcome on Azerbaijan\n\n39th session of the Human Rights Council\nGeneva, 20 September 2018\n\n\
         Thank you, Mr. President. We regret that Azerbaijan did not accept the recommendations of Norway (140.12) and France on the release of journalists. In Azerbaijan, politically motivated prosecution goes on, as the report (A/HRC/39/14) shows.",
        "- AZE HRC39 2018-09-20 en -",
    ),
    (
        "UNITED\nNATIONS\n\nE\nEconomic and Social Council\n\nDistr.\nGENERAL\n\nE/CN.4/1995/34/Add.1\n12 January 1995\n\nENGLISH\nOriginal: ENGLISH/FRENCH\n\nCOMMISSION ON HUMAN RIGHTS\nFifty-first session\nItem 10 (a) of the provisional agenda\n\n\
         QUESTION OF THE HUMAN RIGHTS OF ALL PERSONS SUBJECTED TO ANY FORM OF DETENTION OR IMPRISONMENT\n\nReport of the Special Rapporteur, Mr. Nigel S. Rodley\n\nVisit by the Special Rapporteur to the Russian Federation\n\nGE.95-10085 (E)",
        "E/CN.4/1995/34/Add.1 RUS CHR51 1995-01-12 en report",
    ),
    (
        "United Nations A/HRC/WGAD/2018/12\nGeneral Assembly Distr.: General\n18 June 2018\nOriginal: English\nHuman Rights Council\nWorking Group on Arbitrary Detention\nOpinions adopted by the Working Group on Arbitrary Detention at its eighty-first session, 17–26 April 2018\n\
         Opinion No. 12/2018 concerning Ali Salman (Bahrain)\n1. The Working Group on Arbitrary Detention was established in resolution 1991/42 of the Commission on Human Rights.",
        "A/HRC/WGAD/2018/12 BHR - 2018-06-18 en decision",
    ),
    (
        "FIRST SECTION\n\nCASE OF MAMMADOV v. AZERBAIJAN\n\n(Application no. 15172/13)\n\nJUDGMENT\n\nSTRASBOURG\n\n22 May 2014\n\nThe case originated in an application against the Republic of Azerbaijan lodged by an Azerbaijani national. The Government of Azerbaijan were represented by their Agent.",
        "- AZE - 2014-05-22 en judgment",
    ),
    (
        "AZERBAIJAN: PRISONER OF CONSCIENCE HELD\n\nAmnesty International, 20 September 2018. Index: EUR 55/9115/2018\n\nThe authorities in Azerbaijan must release the journalist at once, said the organisation, after a court in Baku upheld the sentence.",
        "EUR 55/9115/2018 AZE - 2018 en -",
    ),
    (
        "A meeting was held on several matters of common concern, and members from Kenya, Peru, Nepal and Norway spoke of their work. Another will follow when the members have agreed on a place and on who will pay for it.",
        "- - - - en -",
    ),
    ("", "- - - - - -"),
];

#[test]
fn documents_tell_what_they_are() {
    let written = WRITTEN.iter().flat_map(|file| samples(file));
    let wrong: Vec<String> = DOCUMENTS
        .iter()
        .copied()
        .chain(written)
        .filter_map(|(text, expected)| {
            let read = summary(&inferred(text, "0001.txt"));
            (read != expected).then(|| format!("expected {expected}\n     got {read}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Documents made up in the manner of each kind: after `## ` the summary of what it is, below it the first page.
const WRITTEN: &[&str] = &[
    include_str!("tests/charter_bodies.txt"),
    include_str!("tests/treaty_bodies.txt"),
    include_str!("tests/six_languages.txt"),
    include_str!("tests/elsewhere.txt"),
];

/// The text and the summary of each document in a file.
fn samples(file: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = file.split("## ").skip(1);
    parts.filter_map(|part| part.split_once('\n').map(|(summary, text)| (text, summary)))
}

#[test]
fn a_file_name_tells_where_the_text_does_not() {
    let metadata = inferred(
        "The text says little of itself.",
        "reports/A_HRC_WG.6_30_AZE_1-EN.pdf",
    );
    assert_eq!(
        summary(&metadata),
        "A/HRC/WG.6/30/AZE/1 AZE UPR30 - - national-report"
    );
    assert!(
        metadata
            .country
            .iter()
            .all(|country| country.source == Source::Path)
    );
}

#[test]
fn running_headers_hold_the_symbol() {
    let mut flow = flow("Report of the Working Group\n");
    flow.marks.push(Mark {
        start: flow.text.len(),
        page: 1,
        region: Region::Header,
        paragraph: None,
    });
    flow.text.push_str("A/HRC/12/9\n");
    flow.repeats_from = flow.text.len();
    let metadata = infer(&Evidence {
        flow: &flow,
        info: &DocumentInfo::default(),
        path: "a.pdf",
    });
    assert_eq!(summary(&metadata).split(' ').next(), Some("A/HRC/12/9"));
    assert_eq!(metadata.symbol[0].source, Source::Header);
}

#[test]
fn what_is_cited_is_not_its_own() {
    let metadata = inferred(DOCUMENTS[12].0, "0001.txt");
    assert_eq!(metadata.symbol, []);
    assert_eq!(
        metadata
            .cites
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["A/HRC/39/14"]
    );
}

/// Texts that end or begin anywhere, in any script, must not trouble it.
#[test]
fn any_piece_of_a_document_can_be_read() {
    for (text, _) in DOCUMENTS {
        let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(5).collect();
        for cut in cuts {
            inferred(&text[cut..], "a/b.txt");
            inferred(&text[..cut], "A_HRC_39_14.pdf");
        }
    }
}

#[test]
fn the_day_a_file_was_made_counts_only_if_the_first_page_bears_it_out() {
    let flow = flow("A fact sheet on the freedom of association, Geneva 2014\nIt is a right.\n");
    for (created, expected) in [
        ("D:20141210101500Z", Some("2014-12-10")),
        ("D:20180410101500Z", None),
    ] {
        let info = DocumentInfo {
            created: Some(created.to_owned()),
            ..DocumentInfo::default()
        };
        let date = infer(&Evidence {
            flow: &flow,
            info: &info,
            path: "a.pdf",
        })
        .date;
        let date = date.map(|date| date.value.to_string());
        assert_eq!(date.as_deref(), expected, "{created}");
    }
}

/// How documents of the United Nations name states, in their six languages: language, code, names.
const STATES: &str = include_str!("tests/country_names.tsv");

#[test]
fn states_are_known_by_the_names_the_united_nations_give_them() {
    let mut wrong = Vec::new();
    for row in rows(STATES) {
        for name in row[2].split('|') {
            let title = format!("* {name}\n");
            let found = countries_in_title(&title, row[0], Source::Masthead, 1.0);
            let codes: Vec<&str> = found
                .subjects
                .iter()
                .map(|one| one.value.alpha3())
                .collect();
            if codes != [row[1]] {
                wrong.push(format!("{name} ({}): {codes:?}", row[0]));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
