//! What the machine can do without the service: the floor that `scripts/bench` sets the service's figures against.
//!
//! Bare actix-web handlers that check a token and run one Diesel statement through `web::block` on the rows of the
//! service's own database, and one that answers from memory. Nothing here is shared with the service on purpose: the
//! floor must not move when the service gets faster or slower. No statement is prepared twice, no row is validated,
//! journalled or checked for who may read it. As anybody would build it, its pool asks each connection whether it is alive
//! before it lends it; with `tuned` it does not, which on PostgreSQL is a round trip less.
//!
//! Usage: `floor LISTEN DATABASE_URL [tuned]`; on standard output it prints the token that its handlers accept.
#![allow(clippy::disallowed_methods, reason = "the floor is what anybody would write, without the kernel's clocks")]
#![allow(clippy::print_stdout, reason = "the token is handed to the benchmark through standard output")]

use std::error::Error;
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::http::header;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use diesel::connection::SimpleConnection as _;
use diesel::pg::{Pg, PgConnection, PgValue};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::serialize::{IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Binary, SqlType};
use diesel::sqlite::{Sqlite, SqliteConnection};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The service's allocator too: without it a list is half as fast, and the comparison would flatter the service.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SECRET: &[u8] = b"only this process and its benchmark know this text";
/// The default of r2d2, and enough for two cores.
const CONNECTIONS: u32 = 10;
const PAGE: i64 = 50;

/// The columns of `tasks` that an answer shows, and their types.
mod rows {
    use super::*;

    // ── Column types: `uuid` or a blob, `timestamptz` or whole microseconds, as the service stores them.

    #[derive(Clone, Copy, Debug, SqlType, diesel::query_builder::QueryId)]
    #[diesel(postgres_type(name = "uuid"))]
    #[diesel(sqlite_type(name = "Binary"))]
    pub struct SqlId;

    #[derive(Clone, Copy, Debug, SqlType, diesel::query_builder::QueryId)]
    #[diesel(postgres_type(name = "timestamptz"))]
    #[diesel(sqlite_type(name = "Long"))]
    pub struct SqlInstant;

    #[derive(Clone, Copy, Debug, Serialize, diesel::AsExpression, diesel::FromSqlRow)]
    #[diesel(sql_type = SqlId)]
    pub struct Id(pub Uuid);

    #[derive(Clone, Copy, Debug, diesel::AsExpression, diesel::FromSqlRow)]
    #[diesel(sql_type = SqlInstant)]
    pub struct Instant(pub i64);

    const POSTGRES_EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

    type Read<T> = diesel::deserialize::Result<T>;

    impl diesel::deserialize::FromSql<SqlId, Pg> for Id {
        fn from_sql(value: PgValue<'_>) -> Read<Self> {
            Ok(Self(Uuid::from_slice(value.as_bytes())?))
        }
    }

    impl diesel::deserialize::FromSql<SqlId, Sqlite> for Id {
        fn from_sql(value: <Sqlite as diesel::backend::Backend>::RawValue<'_>) -> Read<Self> {
            let bytes = <Vec<u8> as diesel::deserialize::FromSql<Binary, Sqlite>>::from_sql(value)?;
            Ok(Self(Uuid::from_slice(&bytes)?))
        }
    }

    impl ToSql<SqlId, Pg> for Id {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
            out.write_all(self.0.as_bytes())?;
            Ok(IsNull::No)
        }
    }

    impl ToSql<SqlId, Sqlite> for Id {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> diesel::serialize::Result {
            out.set_value(self.0.as_bytes().as_slice());
            Ok(IsNull::No)
        }
    }

    impl diesel::deserialize::FromSql<SqlInstant, Pg> for Instant {
        fn from_sql(value: PgValue<'_>) -> Read<Self> {
            let microseconds = <i64 as diesel::deserialize::FromSql<BigInt, Pg>>::from_sql(value)?;
            Ok(Self(microseconds + POSTGRES_EPOCH_MICROSECONDS))
        }
    }

    impl diesel::deserialize::FromSql<SqlInstant, Sqlite> for Instant {
        fn from_sql(value: <Sqlite as diesel::backend::Backend>::RawValue<'_>) -> Read<Self> {
            <i64 as diesel::deserialize::FromSql<BigInt, Sqlite>>::from_sql(value).map(Self)
        }
    }

    impl ToSql<SqlInstant, Pg> for Instant {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
            out.write_all(&(self.0 - POSTGRES_EPOCH_MICROSECONDS).to_be_bytes())?;
            Ok(IsNull::No)
        }
    }

    impl ToSql<SqlInstant, Sqlite> for Instant {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> diesel::serialize::Result {
            out.set_value(self.0);
            Ok(IsNull::No)
        }
    }

    impl Serialize for Instant {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let instant = chrono::DateTime::from_timestamp_micros(self.0).unwrap_or_default();
            serializer.serialize_str(&instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
        }
    }

    // ── The rows: the columns of `tasks` that an answer shows.

    diesel::table! {
        use diesel::sql_types::*;
        use super::{SqlId, SqlInstant};

        tasks (id) {
            id -> SqlId,
            version -> Integer,
            created_at -> SqlInstant,
            updated_at -> SqlInstant,
            programme_id -> SqlId,
            origin_id -> SqlId,
            number -> Text,
            number_key -> Text,
            title -> Text,
            description -> Nullable<Text>,
            kind -> Text,
            starts_on -> Nullable<Date>,
            due_on -> Nullable<Date>,
            due_rule -> Text,
            occurrences -> Text,
            expected_output -> Nullable<Text>,
            lead_agency_id -> Nullable<SqlId>,
            coordinators -> Text,
            note -> Nullable<Text>,
            due_key -> Date,
            search_text -> Text,
        }
    }

    #[derive(Clone, Debug, Serialize, Queryable, Selectable, Insertable)]
    #[diesel(table_name = tasks)]
    pub struct Task {
        pub id: Id,
        pub version: i32,
        pub created_at: Instant,
        pub updated_at: Instant,
        pub programme_id: Id,
        pub number: String,
        pub title: String,
        pub description: Option<String>,
        pub kind: String,
        pub starts_on: Option<chrono::NaiveDate>,
        pub due_on: Option<chrono::NaiveDate>,
        pub due_rule: String,
        pub occurrences: String,
        pub expected_output: Option<String>,
        pub lead_agency_id: Option<Id>,
        pub coordinators: String,
        pub note: Option<String>,
    }
}
use rows::{Id, Instant, Task, tasks};

#[derive(Serialize)]
struct Page {
    items: Vec<Task>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Filters {
    programme_id: Uuid,
    kind: String,
}

#[derive(Deserialize)]
struct NewTask {
    programme_id: Uuid,
    number: String,
    title: String,
    kind: String,
    due_on: chrono::NaiveDate,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    exp: u64,
    nbf: u64,
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn token() -> jsonwebtoken::errors::Result<String> {
    let claims = Claims {
        iss: "floor".into(),
        aud: "floor".into(),
        sub: Uuid::now_v7().to_string(),
        exp: now() + 86_400,
        nbf: now(),
    };
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(SECRET))
}

/// What a handler needs to know who calls.
struct Door {
    key: DecodingKey,
    validation: Validation,
}

impl Door {
    fn new() -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&["floor"]);
        validation.set_issuer(&["floor"]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        Self { key: DecodingKey::from_secret(SECRET), validation }
    }

    fn admits(&self, request: &HttpRequest) -> bool {
        let presented = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        presented
            .and_then(|value| value.strip_prefix("Bearer "))
            .is_some_and(|token| jsonwebtoken::decode::<Claims>(token, &self.key, &self.validation).is_ok())
    }
}

/// The answer that is in memory from the start.
struct Remembered(Task);

async fn remember(request: HttpRequest, door: web::Data<Door>, remembered: web::Data<Remembered>) -> HttpResponse {
    if !door.admits(&request) {
        return HttpResponse::Unauthorized().finish();
    }
    HttpResponse::Ok().json(&remembered.0)
}

/// Whatever goes wrong is one status: the benchmark fails on any answer that is not a success.
fn answer<T: Serialize, E>(outcome: Result<Result<T, diesel::result::Error>, E>) -> HttpResponse {
    match outcome {
        Ok(Ok(body)) => HttpResponse::Ok().json(body),
        Ok(Err(diesel::result::Error::NotFound)) => HttpResponse::NotFound().finish(),
        _ => HttpResponse::ServiceUnavailable().finish(),
    }
}

/// The same handlers for each backend: Diesel's types differ, the text does not.
macro_rules! floor {
    ($module:ident, $connection:ty) => {
        mod $module {
            use super::*;

            type Connections = Pool<ConnectionManager<$connection>>;

            fn unavailable(error: r2d2::Error) -> diesel::result::Error {
                diesel::result::Error::QueryBuilderError(Box::new(error))
            }

            async fn read(request: HttpRequest, id: web::Path<Uuid>, door: web::Data<Door>, pool: web::Data<Connections>) -> HttpResponse {
                if !door.admits(&request) {
                    return HttpResponse::Unauthorized().finish();
                }
                answer(
                    web::block(move || {
                        tasks::table
                            .find(Id(*id))
                            .select(Task::as_select())
                            .first(&mut pool.get().map_err(unavailable)?)
                    })
                    .await,
                )
            }

            async fn list(request: HttpRequest, filters: web::Query<Filters>, door: web::Data<Door>, pool: web::Data<Connections>) -> HttpResponse {
                if !door.admits(&request) {
                    return HttpResponse::Unauthorized().finish();
                }
                answer(
                    web::block(move || {
                        let filters = filters.into_inner();
                        let items = tasks::table
                            .filter(tasks::programme_id.eq(Id(filters.programme_id)))
                            .filter(tasks::kind.eq(filters.kind))
                            .order((tasks::number_key, tasks::id))
                            .limit(PAGE)
                            .select(Task::as_select())
                            .load(&mut pool.get().map_err(unavailable)?)?;
                        let next = items.last().map(|task: &Task| task.id.0.to_string());
                        Ok::<_, diesel::result::Error>(Page { items, next })
                    })
                    .await,
                )
            }

            async fn create(request: HttpRequest, new: web::Json<NewTask>, door: web::Data<Door>, pool: web::Data<Connections>) -> HttpResponse {
                if !door.admits(&request) {
                    return HttpResponse::Unauthorized().finish();
                }
                answer(
                    web::block(move || {
                        let new = new.into_inner();
                        let task = fresh(&new);
                        diesel::insert_into(tasks::table)
                            .values((
                                &task,
                                tasks::origin_id.eq(task.id),
                                tasks::number_key.eq(&task.number),
                                tasks::due_key.eq(new.due_on),
                                tasks::search_text.eq(&task.title),
                            )).execute(&mut pool.get().map_err(unavailable)?)?;
                        Ok::<_, diesel::result::Error>(task)
                    })
                    .await,
                )
            }

            async fn advance(request: HttpRequest, id: web::Path<Uuid>, door: web::Data<Door>, pool: web::Data<Connections>) -> HttpResponse {
                if !door.admits(&request) {
                    return HttpResponse::Unauthorized().finish();
                }
                answer(
                    web::block(move || {
                        diesel::update(tasks::table.find(Id(*id)))
                            .set((tasks::version.eq(tasks::version + 1), tasks::updated_at.eq(Instant(now() as i64 * 1_000_000))))
                            .execute(&mut pool.get().map_err(unavailable)?)
                            .map(|changed| serde_json::json!({ "id": *id, "changed": changed }))
                    })
                    .await,
                )
            }

            pub(super) async fn serve(listen: &str, pool: Connections, one: Task) -> std::io::Result<()> {
                let (door, pool, one) = (web::Data::new(Door::new()), web::Data::new(pool), web::Data::new(Remembered(one)));
                HttpServer::new(move || {
                    App::new()
                        .app_data(door.clone())
                        .app_data(pool.clone())
                        .app_data(one.clone())
                        .route("/memory", web::get().to(remember))
                        .route("/tasks", web::get().to(list))
                        .route("/tasks", web::post().to(create))
                        .route("/tasks/{id}", web::get().to(read))
                        .route("/tasks/{id}/transitions", web::post().to(advance))
                })
                .bind(listen)?
                .run()
                .await
            }
        }
    };
}

floor!(on_postgres, PgConnection);
floor!(on_sqlite, SqliteConnection);

fn fresh(new: &NewTask) -> Task {
    let instant = Instant(now() as i64 * 1_000_000);
    Task {
        id: Id(Uuid::now_v7()),
        version: 1,
        created_at: instant,
        updated_at: instant,
        programme_id: Id(new.programme_id),
        number: new.number.clone(),
        title: new.title.clone(),
        description: None,
        kind: new.kind.clone(),
        starts_on: None,
        due_on: Some(new.due_on),
        due_rule: "on_or_before".into(),
        occurrences: "[]".into(),
        expected_output: None,
        lead_agency_id: None,
        coordinators: "[]".into(),
        note: None,
    }
}

/// A 2xx of the floor is as durable as one of the service.
#[derive(Debug)]
struct Durable;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Durable {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        connection
            .batch_execute("PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(listen), Some(url)) = (arguments.next(), arguments.next()) else {
        return Err("usage: floor LISTEN DATABASE_URL [tuned]".into());
    };
    let tuned = arguments.next().is_some_and(|word| word == "tuned");
    println!("{}", token()?);
    std::io::stdout().flush()?;
    if url.starts_with("postgres") {
        let pool = Pool::builder()
            .max_size(CONNECTIONS)
            .test_on_check_out(!tuned)
            .build(ConnectionManager::<PgConnection>::new(url))?;
        let one = tasks::table.select(Task::as_select()).first(&mut pool.get()?)?;
        on_postgres::serve(&listen, pool, one).await?;
    } else {
        let path = url.strip_prefix("sqlite://").unwrap_or(&url).to_owned();
        let pool = Pool::builder()
            .max_size(CONNECTIONS)
            .test_on_check_out(!tuned)
            .connection_customizer(Box::new(Durable))
            .build(ConnectionManager::<SqliteConnection>::new(path))?;
        let one = tasks::table.select(Task::as_select()).first(&mut pool.get()?)?;
        on_sqlite::serve(&listen, pool, one).await?;
    }
    Ok(())
}
