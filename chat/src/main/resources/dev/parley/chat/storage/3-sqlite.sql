CREATE TABLE chat_files (
  id TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, room_id TEXT NOT NULL, hash TEXT NOT NULL, name TEXT NOT NULL,
  type TEXT NOT NULL, size INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, duration INTEGER NOT NULL,
  waveform TEXT NOT NULL, thumbnail INTEGER NOT NULL, uploaded_at INTEGER NOT NULL, sent_at INTEGER, dropped_at INTEGER);
CREATE INDEX chat_files_by_hash ON chat_files (hash);
CREATE INDEX chat_files_by_owner ON chat_files (owner, id);
CREATE INDEX chat_files_by_age ON chat_files (sent_at, uploaded_at);
CREATE INDEX chat_files_dropped ON chat_files (dropped_at);

CREATE TABLE chat_attachments (
  room_id TEXT NOT NULL, position INTEGER NOT NULL, place INTEGER NOT NULL, file_id TEXT NOT NULL UNIQUE,
  PRIMARY KEY (room_id, position, place)) WITHOUT ROWID;
