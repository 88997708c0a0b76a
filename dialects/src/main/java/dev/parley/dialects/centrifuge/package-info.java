/// The Centrifuge client protocol, version 2, in JSON and in Protobuf: what the SDKs of that ecosystem speak.
///
/// [CentrifugeSession] does what a client's commands ask, [Wire] reads commands and writes replies and pushes in one of the
/// two formats, [ChannelPushes] says to many what happens on a channel.
///
/// Payloads: to JSON clients `json` goes as it is, `text` as a JSON string and `binary` as `{"base64":"…"}`; to Protobuf
/// clients all go as their bytes. What a JSON client publishes is `json`. What a Protobuf client publishes is what the
/// namespace's `publication_data_format` says; where that says nothing it is `json` if it is well-formed, else `binary`.
@NullMarked
package dev.parley.dialects.centrifuge;

import org.jspecify.annotations.NullMarked;
