CREATE TABLE chat_people (
  id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, lookup TEXT NOT NULL, avatar TEXT,
  created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX chat_people_by_name ON chat_people (lookup, id);
CREATE INDEX chat_people_by_age ON chat_people (kind, seen_at);

CREATE TABLE chat_names (
  skeleton TEXT NOT NULL, user_id TEXT NOT NULL,
  PRIMARY KEY (skeleton, user_id)) WITHOUT ROWID;
CREATE INDEX chat_names_by_user ON chat_names (user_id);

CREATE TABLE chat_accounts (
  login TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, password TEXT NOT NULL, generation INTEGER NOT NULL,
  created_at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE chat_locks (name TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
INSERT INTO chat_locks (name) VALUES ('names');
