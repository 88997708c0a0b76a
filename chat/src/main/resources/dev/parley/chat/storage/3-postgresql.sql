CREATE TABLE chat_files (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY, owner TEXT COLLATE "C" NOT NULL, room_id TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, type TEXT COLLATE "C" NOT NULL, size BIGINT NOT NULL,
  width BIGINT NOT NULL, height BIGINT NOT NULL, duration BIGINT NOT NULL, waveform TEXT COLLATE "C" NOT NULL,
  thumbnail BIGINT NOT NULL, uploaded_at BIGINT NOT NULL, sent_at BIGINT, dropped_at BIGINT);
CREATE INDEX chat_files_by_hash ON chat_files (hash);
CREATE INDEX chat_files_by_owner ON chat_files (owner, id);
CREATE INDEX chat_files_by_age ON chat_files (sent_at, uploaded_at);
CREATE INDEX chat_files_dropped ON chat_files (dropped_at);

CREATE TABLE chat_attachments (
  room_id TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL, place BIGINT NOT NULL, file_id TEXT COLLATE "C" NOT NULL UNIQUE,
  PRIMARY KEY (room_id, position, place));
