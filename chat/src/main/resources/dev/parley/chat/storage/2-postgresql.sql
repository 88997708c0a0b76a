CREATE TABLE chat_people (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY, kind TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL,
  lookup TEXT COLLATE "C" NOT NULL, avatar TEXT COLLATE "C", created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL);
CREATE INDEX chat_people_by_name ON chat_people (lookup, id);
CREATE INDEX chat_people_by_age ON chat_people (kind, seen_at);

CREATE TABLE chat_names (
  skeleton TEXT COLLATE "C" NOT NULL, user_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (skeleton, user_id));
CREATE INDEX chat_names_by_user ON chat_names (user_id);

CREATE TABLE chat_accounts (
  login TEXT COLLATE "C" NOT NULL PRIMARY KEY, user_id TEXT COLLATE "C" NOT NULL UNIQUE, password TEXT COLLATE "C" NOT NULL,
  generation BIGINT NOT NULL, created_at BIGINT NOT NULL);

CREATE TABLE chat_locks (name TEXT COLLATE "C" NOT NULL PRIMARY KEY);
INSERT INTO chat_locks (name) VALUES ('names');
