//! What becomes of undertakings, rule by rule: small stories, and where each entry stands after them.

mod support;

use chancery_register::Filter;
use support::{Held, Report, TODAY};

/// The entries after these reports, told on one day after another: sort, status and the statuses of the steps.
fn stands(reports: &[(&str, &str, &str)]) -> Vec<String> {
    let coded: Vec<Report> =
        reports.iter().enumerate().map(|(at, (lang, published, text))| Report::new(&format!("r{at}"), lang, published, &format!("{text}\n"))).collect();
    let held = Held::with(&coded);
    let mut all: Vec<String> = held
        .register
        .commitments(&Filter::default(), TODAY)
        .expect("commitments")
        .iter()
        .map(|c| format!("{} {}: {}", c.kind, c.status, c.history.iter().map(|s| s.status.as_str()).collect::<Vec<_>>().join(" ")))
        .collect();
    all.sort();
    all
}

#[test]
fn two_gifts_promised_in_one_sentence_are_two() {
    let promised = [
        ("en", "2025-03-04", "Norway promised Kenya $20 million for clinics on Monday."),
        ("en", "2025-03-05", "Norway pledged to give Kenya $20 million for clinics and to train 90 Kenyan nurses."),
    ];
    assert_eq!(stands(&promised), ["aid agreed: agreed", "aid agreed: agreed agreed"]);
}

#[test]
fn a_promise_that_names_no_act_is_known_by_the_act_beside_it() {
    let kept = [
        ("en", "2024-11-06", "Norway undertook on Monday to extradite four men to Kenya."),
        ("en", "2025-10-03", "Norway on Wednesday extradited to Kenya four men wanted over a robbery, nearly 11 months after it had agreed to do so."),
    ];
    assert_eq!(stands(&kept), ["cooperation fulfilled: agreed agreed fulfilled"]);
    let paid = [
        ("en", "2025-03-04", "Norway promised Kenya 5 million euros for clinics."),
        ("ko", "2025-06-04", "노르웨이가 케냐에 약속한 500만 유로를 3일 모두 냈다."),
    ];
    assert_eq!(stands(&paid), ["aid fulfilled: agreed agreed fulfilled"]);
}

#[test]
fn a_body_works_when_it_meets_and_not_when_others_do() {
    let agreed = ("en", "2025-03-04", "Norway and Kenya agreed on Monday to set up a joint committee on fish by June.");
    let met = ("en", "2025-06-12", "The joint committee of Norway and Kenya met in Oslo on Tuesday.");
    let ministers = ("en", "2025-06-12", "The foreign ministers of Norway and Kenya met in Oslo on Tuesday.");
    assert_eq!(stands(&[agreed, met]), ["dialogue in_force: agreed in_force"]);
    assert_eq!(stands(&[agreed, ministers]), ["dialogue agreed: agreed"]);
}

#[test]
fn the_first_session_of_a_body_is_held_and_shows_that_it_works() {
    let story = [
        ("vi", "2025-03-04", "Na Uy và Kenya hôm 3/3 nhất trí lập ủy ban hỗn hợp về nghề cá, dự kiến họp lần đầu vào tháng 6."),
        ("en", "2025-06-12", "The joint committee of Norway and Kenya met for the first time in Oslo on Tuesday."),
    ];
    assert_eq!(stands(&story), ["dialogue in_force: agreed in_force", "meeting fulfilled: agreed fulfilled"]);
}

#[test]
fn what_is_meant_to_be_signed_is_still_being_negotiated() {
    let talks = ("en", "2025-03-04", "Norway and Kenya held a first round of talks on a trade agreement in Oslo on Monday.");
    let meant = ("vi", "2025-06-04", "Na Uy và Kenya sẽ ký hiệp định thương mại trước cuối năm nay.");
    let agreed = ("en", "2025-06-04", "Norway and Kenya agreed on Tuesday to sign a trade agreement in September.");
    assert_eq!(stands(&[talks, meant]), ["treaty negotiating: negotiating negotiating"]);
    assert_eq!(stands(&[talks, agreed]), ["treaty agreed: negotiating agreed"]);
}

#[test]
fn measures_suspended_are_put_off_and_not_at_an_end() {
    let imposed = ("en", "2025-03-04", "Norway imposed a 25 percent tariff on Kenyan tea on Monday.");
    let suspended = ("ko", "2025-04-15", "노르웨이가 14일 케냐산 차에 매기던 관세를 유예했다.");
    let lifted = ("en", "2025-07-15", "Norway on Monday scrapped its tariff on Kenyan tea.");
    assert_eq!(stands(&[imposed, suspended]), ["sanction postponed: in_force postponed"]);
    assert_eq!(stands(&[imposed, suspended, lifted]), ["sanction cancelled: in_force postponed cancelled"]);
}

#[test]
fn measures_eased_stay_in_force() {
    let imposed = ("en", "2025-03-04", "Norway imposed a 25 percent tariff on Kenyan tea on Monday.");
    let eased = ("vi", "2025-04-15", "Na Uy hôm 14/4 giảm thuế đối với chè của Kenya.");
    assert_eq!(stands(&[imposed, eased]), ["sanction in_force: in_force in_force"]);
}

#[test]
fn a_gift_of_other_things_is_not_the_promised_one() {
    let promised = ("en", "2025-03-04", "Norway will train 40 Kenyan police officers this year, its ministry said on Monday.");
    let other = ("en", "2025-08-15", "Norway on Thursday handed over a patrol boat to Kenya.");
    assert_eq!(stands(&[promised, other]), ["aid agreed: agreed"]);
    let boat = ("en", "2025-03-04", "Norway will give Kenya a patrol boat by September, its ministry said on Monday.");
    let handed_over = ("vi", "2025-08-15", "Na Uy hôm 14/8 chuyển giao một tàu tuần tra cho Kenya.");
    assert_eq!(stands(&[boat, handed_over]), ["aid fulfilled: agreed fulfilled"]);
    // Told again as an act of another type, of the same time.
    let again = ("en", "2025-12-12", "In August Norway handed over a patrol boat to Kenya.");
    assert_eq!(stands(&[boat, handed_over, again]), ["aid fulfilled: agreed fulfilled fulfilled"]);
}
