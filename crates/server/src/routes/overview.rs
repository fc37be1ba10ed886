//! What is new, what moves, what is due: the first page.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chancery_register::answers::Commitment;
use chancery_register::days;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::charts::{As, Bucket, counted};
use super::relations::edge;
use super::{acts, commitments};
use crate::params::{Asked, Format, date as parsed};
use crate::picture::{Ask, Dyad, Picture, Width, date};
use crate::problem::{Answer, Problem};
use crate::shapes::{Act, Counts};
use crate::state::{Shared, today};
use crate::table;

/// A period that is not given is of so many days, and ends with the last day on which something was done.
const DAYS: i64 = 30;
/// Items of each list.
const FEW: usize = 8;

/// Which period.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Period {
    /// First day; thirty days before the last unless given.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    from: Option<String>,
    /// Last day; the last on which something was done unless given.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    to: Option<String>,
    /// Time of the last visit, in RFC 3339: what came in since is counted.
    #[param(format = DateTime)]
    since: Option<String>,
}

/// The week's diplomacy at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    /// The period shown; null in an empty register.
    #[schema(required)]
    period: Option<Days>,
    /// What came in since the last visit; null unless that is given.
    #[schema(required)]
    new: Option<Amounts>,
    /// Acts of each class over the period.
    quads: Vec<Bucket>,
    /// Pairs of parties that had more, and less, to do with each other than in the period before.
    dyads: Movements,
    /// Undertakings that are due soon.
    due_soon: Vec<Commitment>,
    /// Undertakings that are overdue.
    overdue: Vec<Commitment>,
    /// How many are overdue in all.
    overdue_total: usize,
    /// The latest acts of the period.
    latest: Vec<Act>,
    /// All that the register holds.
    totals: Amounts,
    /// The last day on which something was done.
    #[schema(required)]
    last_day: Option<String>,
}

/// A period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Days {
    /// First day.
    from: String,
    /// Last day.
    to: String,
    /// How many.
    days: i64,
}

/// How much.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Amounts {
    /// Documents.
    documents: usize,
    /// Acts.
    events: usize,
    /// Undertakings.
    commitments: usize,
}

/// Pairs whose number of acts changed.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Movements {
    /// More than before.
    rising: Vec<Movement>,
    /// Fewer than before.
    falling: Vec<Movement>,
}

/// A pair of parties in this period and in the one before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Movement {
    /// One.
    a: String,
    /// The other.
    b: String,
    /// Acts in the period.
    now: u32,
    /// Acts in the period before, which is as long.
    before: u32,
    /// Mean PLOVER score in the period, or before it if nothing passed in it.
    mean_score: f64,
}

fn movements(picture: &Picture, from: Date, to: Date, days: i64) -> Movements {
    let between = |from: Date, to: Date| {
        let ask = Ask { from: from.to_string().parse().ok(), to: to.to_string().parse().ok(), ..Ask::default() };
        let wanted = ask.wanted(picture);
        picture.dyads(counted(picture, &ask, &wanted))
    };
    let earlier = |day: Date, days: i64| day.checked_sub(Span::new().days(days)).unwrap_or(day);
    let (now, before) = (between(from, to), between(earlier(from, days), earlier(from, 1)));
    let none = Dyad::default();
    let mut pairs: Vec<_> = now.keys().chain(before.keys()).copied().collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut all: Vec<Movement> = pairs
        .into_iter()
        .map(|pair| {
            let (now, before) = (now.get(&pair).unwrap_or(&none), before.get(&pair).unwrap_or(&none));
            let shown = edge(picture, pair, if now.acts() > 0 { now } else { before });
            Movement { a: shown.a, b: shown.b, now: now.acts(), before: before.acts(), mean_score: shown.mean_score }
        })
        .collect();
    let change = |m: &Movement| i64::from(m.now) - i64::from(m.before);
    all.sort_by(|x, y| change(y).cmp(&change(x)).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
    let mut falling = Vec::new();
    while falling.len() < FEW
        && let Some(last) = all.pop_if(|last| change(last) < 0)
    {
        falling.push(last);
    }
    all.retain(|movement| change(movement) > 0);
    all.truncate(FEW);
    Movements { rising: all, falling }
}

/// What is new, what moves, what is due.
#[utoipa::path(get, path = "/overview", tag = "charts", params(Period, As),
    responses((status = 200, description = "The overview", content((Overview = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn overview(State(state): State<Shared>, Asked(period): Asked<Period>, Asked(form): Asked<As>) -> Answer<Response> {
    let (from, to) = (parsed("from", period.from.as_ref())?, parsed("to", period.to.as_ref())?);
    let since: Option<jiff::Timestamp> =
        period.since.as_ref().map(|since| since.parse().map_err(|_| Problem::bad("since must be a time such as 2025-03-04T10:00:00Z"))).transpose()?;
    let (picture, today) = (state.picture(), today());
    let last_day = picture.last_day().and_then(date);
    let end = to.and_then(days::last_day).or(last_day);
    let begin = from.and_then(days::first_day).or_else(|| end?.checked_sub((DAYS - 1).days()).ok());
    let shown = begin.zip(end);
    if shown.is_some_and(|(begin, end)| begin > end) {
        return Err(Problem::conflict("from must not be later than to"));
    }
    let mut overview = Overview {
        period: None,
        new: None,
        quads: Vec::new(),
        dyads: Movements::default(),
        due_soon: Vec::new(),
        overdue: Vec::new(),
        overdue_total: picture.promises.iter().filter(|one| one.is_overdue(today)).count(),
        latest: Vec::new(),
        totals: Amounts { documents: picture.counts.documents, events: picture.acts.len(), commitments: picture.promises.len() },
        last_day: last_day.map(|day| day.to_string()),
    };
    if let Some((begin, end)) = shown {
        let days = i64::from((end - begin).get_days()) + 1;
        let ask = Ask { from: begin.to_string().parse().ok(), to: end.to_string().parse().ok(), ..Ask::default() };
        let wanted = ask.wanted(&picture);
        // Of some acts only the month or the year is known: they would stand at its first day.
        let width = Width::of(days);
        let placed = counted(&picture, &ask, &wanted).filter(|act| width == Width::Month || act.day % 100 > 0);
        let columns = picture.over_time(placed, width);
        overview.quads = columns.into_iter().map(|(day, counts)| Bucket { day: day.to_string(), counts: Counts(counts) }).collect();
        overview.dyads = movements(&picture, begin, end, days);
        let latest = wanted.acts(&picture).rev().filter(|act| act.is_actual).take(FEW).map(|act| act.id.to_string()).collect();
        overview.latest = acts::acts(&state, latest).await?;
        overview.period = Some(Days { from: begin.to_string(), to: end.to_string(), days });
    }
    if form.format.unwrap_or_default() == Format::Csv {
        return table::table(&overview.quads);
    }
    let (soon, late) = commitments::pressing(&picture, today, FEW);
    overview.due_soon = commitments::commitments(&state, soon, today).await?;
    overview.overdue = commitments::commitments(&state, late, today).await?;
    let entered = state
        .read(move |register| {
            let entered = since.map(|since| register.documents_since(&since.to_string())).transpose()?;
            Ok(entered)
        })
        .await?;
    overview.new = since.zip(entered).map(|(since, documents)| Amounts {
        documents,
        events: picture.acts.iter().filter(|act| act.entered >= since.as_second()).count(),
        commitments: picture.promises.iter().filter(|one| one.entered >= since.as_second()).count(),
    });
    Ok(Json(overview).into_response())
}
