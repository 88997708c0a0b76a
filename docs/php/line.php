<?php // php line.php 42 "You have mail"

// One JSON object a line, over plain TCP on this machine. In place of user: channel. In place of data: message, a string
// that is delivered bare. Each line is answered by one: {"ok":true,"sessions":1}, or {"ok":false,"error":"what to do"}.
$line = json_encode([
    'key' => (string) getenv('PARLEY_API_KEY'),
    'user' => $argv[1] ?? '42',
    'data' => ['title' => $argv[2] ?? 'You have mail'],
], JSON_THROW_ON_ERROR) . "\n";

function failed(string $sentence): void
{
    fwrite(STDERR, $sentence . "\n");
    exit(1);
}

$address = getenv('PARLEY_LINE') ?: '127.0.0.1:1234';
$parley = @stream_socket_client("tcp://$address", $code, $reason, 2);
if ($parley === false) {
    failed("Nobody takes lines at $address: $reason");
}
stream_set_timeout($parley, 2);
for ($left = $line; $left !== ''; $left = (string) substr($left, $written)) {
    $written = (int) fwrite($parley, $left);
    if ($written === 0) {
        failed('The line could not be written.');
    }
}
stream_socket_shutdown($parley, STREAM_SHUT_WR);
$answer = json_decode((string) stream_get_contents($parley), true);
if (($answer['ok'] ?? false) !== true) {
    failed($answer['error'] ?? 'There was no answer.');
}
