-- Here each statement commits by itself: all of them can be run again after a start that was cut off.
CREATE TABLE IF NOT EXISTS chat_people (
  id VARCHAR(128) NOT NULL PRIMARY KEY, kind VARCHAR(16) NOT NULL, name VARCHAR(64) NOT NULL, lookup VARCHAR(128) NOT NULL,
  avatar VARCHAR(1000), created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_people_by_name ON chat_people (lookup, id);
CREATE INDEX IF NOT EXISTS chat_people_by_age ON chat_people (kind, seen_at);

CREATE TABLE IF NOT EXISTS chat_names (
  skeleton VARCHAR(128) NOT NULL, user_id VARCHAR(128) NOT NULL,
  PRIMARY KEY (skeleton, user_id)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS chat_names_by_user ON chat_names (user_id);

CREATE TABLE IF NOT EXISTS chat_accounts (
  login VARCHAR(64) NOT NULL PRIMARY KEY, user_id VARCHAR(128) NOT NULL UNIQUE, password VARCHAR(200) NOT NULL,
  generation BIGINT NOT NULL, created_at BIGINT NOT NULL) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS chat_locks (name VARCHAR(16) NOT NULL PRIMARY KEY) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
INSERT IGNORE INTO chat_locks (name) VALUES ('names');
