<?php

declare(strict_types=1);

// Takes what Parley tells the site. Each request is signed; an event may come twice, and is handled once.

/** What the site does with an event: the part to replace. Throw when it can't be done now, and it comes again. */
function handle(array $event): void
{
    error_log('parley: ' . json_encode($event, JSON_UNESCAPED_UNICODE));
}

const BODY_LIMIT = 16 * 1024 * 1024;
const WINDOW_SECONDS = 300;
const REMEMBER_SECONDS = 7 * 86400;

/** Ends the request. */
function answer(int $status, string $sentence): void
{
    http_response_code($status);
    header('Content-Type: text/plain; charset=utf-8');
    exit($sentence . "\n");
}

/** Whether the body comes from who knows the secret, and is not an old one sent again. */
function isSigned(string $secret, string $timestamp, string $signature, string $body, int $now): bool
{
    return preg_match('/^\d{1,12}$/D', $timestamp) === 1
        && abs($now - (int) $timestamp) <= WINDOW_SECONDS
        && hash_equals('v1=' . hash_hmac('sha256', $timestamp . '.' . $body, $secret), $signature);
}

/**
 * Handles an event unless that was done. A file for each id says so; its lock keeps two requests with the same event
 * apart. A site with a database takes a table with a unique column instead.
 */
function once(string $folder, string $secret, array $event): void
{
    $file = fopen($folder . '/' . hash_hmac('sha256', $event['id'], $secret), 'c+');
    if ($file === false || !flock($file, LOCK_EX)) {
        throw new RuntimeException("can't write in $folder");
    }
    try {
        if (fread($file, 4) !== 'done') {
            handle($event);
            if (fwrite($file, 'done') !== 4) {
                throw new RuntimeException("can't write in $folder");
            }
        }
    } finally {
        fclose($file);
    }
}

function forgetOld(string $folder, int $now): void
{
    foreach (glob($folder . '/*') ?: [] as $file) {
        if (@filemtime($file) < $now - REMEMBER_SECONDS) {
            @unlink($file);
        }
    }
}

$secret = (string) (getenv('PARLEY_EVENTS_SECRET') ?: $_SERVER['PARLEY_EVENTS_SECRET'] ?? '');
if ($secret === '') {
    answer(500, 'Set PARLEY_EVENTS_SECRET to the secret with which Parley signs events.');
}
if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    header('Allow: POST');
    answer(405, 'Events come by POST.');
}
$body = (string) file_get_contents('php://input', false, null, 0, BODY_LIMIT + 1);
if (strlen($body) > BODY_LIMIT) {
    answer(413, 'That is more than ' . BODY_LIMIT . ' bytes.');
}
$timestamp = $_SERVER['HTTP_X_PARLEY_TIMESTAMP'] ?? '';
$signature = $_SERVER['HTTP_X_PARLEY_SIGNATURE'] ?? '';
if (!isSigned($secret, $timestamp, $signature, $body, time())) {
    answer(401, 'The signature is wrong, or older than five minutes: compare the secrets and the clocks.');
}
$events = json_decode($body, true)['events'] ?? null;
if (!is_array($events)) {
    answer(400, 'The body is {"events":[…]}.');
}
foreach ($events as $event) {
    if (!is_array($event) || !is_string($event['id'] ?? null) || $event['id'] === '') {
        answer(400, 'Each event is an object with an id.');
    }
}

$folder = sys_get_temp_dir() . '/parley-events';
try {
    if (!is_dir($folder) && !@mkdir($folder, 0700) && !is_dir($folder)) {
        throw new RuntimeException("can't make $folder");
    }
    foreach ($events as $event) {
        once($folder, $secret, $event);
    }
} catch (Throwable $failed) {
    error_log('parley: ' . $failed);
    answer(500, 'Not all events were handled: send them again.');
}
if (random_int(1, 1000) === 1) {
    forgetOld($folder, time());
}
answer(200, 'ok');
