//! Tenants that are one's own, and rows of one's own within tenants.

use blink::{Seeder, Table, ToRow};
use blink_schema::plan::OwnTable;

use super::{assert_none, database, one, options, read};

#[derive(ToRow)]
#[blink(table = "workspaces")]
struct Workspace {
    id: i32,
    name: String,
}

#[tokio::test]
async fn what_belongs_to_a_tenant_of_ones_own_stays_within_it() {
    let (_db, mut client) = database(
        "CREATE TABLE workspaces (id int PRIMARY KEY, name text NOT NULL);
         CREATE TABLE projects (workspace_id int NOT NULL REFERENCES workspaces, id bigint NOT NULL, name text NOT NULL,
             PRIMARY KEY (workspace_id, id));
         CREATE TABLE members (workspace_id int NOT NULL REFERENCES workspaces, id bigint NOT NULL, email text NOT NULL,
             PRIMARY KEY (workspace_id, id));
         CREATE TABLE tasks (workspace_id int NOT NULL REFERENCES workspaces, id bigint NOT NULL, project_id bigint NOT NULL,
             member_id bigint NOT NULL, title text NOT NULL, PRIMARY KEY (workspace_id, id),
             FOREIGN KEY (workspace_id, project_id) REFERENCES projects,
             FOREIGN KEY (workspace_id, member_id) REFERENCES members);
         CREATE TABLE notes (id serial PRIMARY KEY, workspace_id int NOT NULL REFERENCES workspaces,
             project bigint NOT NULL, body text NOT NULL, FOREIGN KEY (workspace_id, project) REFERENCES projects);",
    )
    .await;
    let plan = read(&mut client, &options(1_000, [OwnTable::of::<Workspace>(12)]))
        .await
        .unwrap();
    assert!(plan.left_out.is_empty(), "{:?}", plan.left_out);
    let mut seeder = Seeder::new();
    let mut around = plan.around(&mut seeder);
    let workspaces = Table::generate(12, |draw| Workspace {
        id: 1_000 - draw.index() as i32,
        name: format!("Workspace {}", draw.number()),
    });
    around.own(workspaces).unwrap();
    around.finish().unwrap();
    seeder.insert(&mut client).await.unwrap();
    assert_none(
        &client,
        &[
            "SELECT count(*) FROM tasks t LEFT JOIN projects p
                 ON (p.workspace_id, p.id) = (t.workspace_id, t.project_id) WHERE p.id IS NULL",
            "SELECT count(*) FROM tasks t LEFT JOIN members m
                 ON (m.workspace_id, m.id) = (t.workspace_id, t.member_id) WHERE m.id IS NULL",
            "SELECT count(*) FROM (SELECT FROM tasks HAVING count(*) < 500 OR count(DISTINCT workspace_id) < 6) s",
            "SELECT count(*) FROM (SELECT FROM notes HAVING count(*) < 500) s",
        ],
    )
    .await;
}

#[derive(ToRow)]
#[blink(table = "members")]
struct Member {
    tenant_id: i64,
    id: i64,
    email: String,
}

#[tokio::test]
async fn a_reference_that_follows_from_ones_own_rows_is_met() {
    let (_db, mut client) = database(
        "CREATE TABLE tenants (id bigint PRIMARY KEY, name text NOT NULL);
         CREATE TABLE members (tenant_id bigint NOT NULL REFERENCES tenants, id bigint NOT NULL, email text NOT NULL,
             PRIMARY KEY (tenant_id, id));
         CREATE TABLE tenant_orders (id serial PRIMARY KEY, tenant_id bigint NOT NULL REFERENCES tenants,
             member_id bigint NOT NULL, total numeric(8,2) NOT NULL,
             FOREIGN KEY (tenant_id, member_id) REFERENCES members);",
    )
    .await;
    let plan = read(&mut client, &options(600, [OwnTable::of::<Member>(90)]))
        .await
        .unwrap();
    assert!(plan.left_out.is_empty(), "{:?}", plan.left_out);
    let mut seeder = Seeder::new();
    let mut around = plan.around(&mut seeder);
    let tenants = around.column::<i64>("tenants", "id").unwrap();
    let members = Table::generate(90, move |draw| Member {
        tenant_id: draw.pick(tenants),
        id: draw.number(),
        email: format!("member{}@example.com", draw.number()),
    });
    around.own(members).unwrap();
    around.finish().unwrap();
    seeder.insert(&mut client).await.unwrap();
    assert_eq!(one(&client, "SELECT count(*) >= 200 FROM tenant_orders").await, "t");
    assert_none(
        &client,
        &["SELECT count(*) FROM tenant_orders o LEFT JOIN members m
               ON (m.tenant_id, m.id) = (o.tenant_id, o.member_id) WHERE m.id IS NULL"],
    )
    .await;
}
