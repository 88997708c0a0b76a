<?php

declare(strict_types=1);

/**
 * Tells Parley what to say. One file, PHP 7.4 or newer; with the curl extension one connection serves all calls.
 *
 *     $parley = new Parley();                       // PARLEY_URL, PARLEY_API_KEY, PARLEY_TOKEN_SECRET
 *     $parley->userPublish('42', ['title' => 'You have mail']);
 *
 * Options of a publish: tags, idempotency_key, skip_history, delta, version, version_epoch; and instead of $data, which
 * is then null, text (a string that is delivered bare) or b64data (bytes in Base64).
 *
 * Every call throws a ParleyException when it was not done.
 */
final class Parley
{
    private string $url;
    private string $key;
    private string $tokenSecret;
    private float $timeoutSeconds;

    /** @var resource|\CurlHandle|null */
    private $curl = null;

    /** What is null comes from the environment. */
    public function __construct(
        ?string $url = null,
        ?string $key = null,
        ?string $tokenSecret = null,
        float $timeoutSeconds = 5.0
    ) {
        $this->url = rtrim($url ?? self::environment('PARLEY_URL', 'http://127.0.0.1:8000'), '/');
        $this->key = $key ?? self::environment('PARLEY_API_KEY');
        $this->tokenSecret = $tokenSecret ?? self::environment('PARLEY_TOKEN_SECRET');
        $this->timeoutSeconds = $timeoutSeconds;
        if (preg_match('~^https?://~i', $this->url) !== 1) {
            throw new InvalidArgumentException("Parley's address starts with http:// or https://, got $this->url");
        }
        if (preg_match('/[\x00-\x1f\x7f]/', $this->url . $this->key) === 1) {
            throw new InvalidArgumentException("Parley's address and key have no line breaks or control characters");
        }
        if ($timeoutSeconds < 0.001) {
            throw new InvalidArgumentException("the timeout is at least 0.001 seconds, got $timeoutSeconds");
        }
    }

    /** To all who are subscribed to a channel. Returns sessions and, with history, offset and epoch. */
    public function publish(string $channel, $data, array $options = []): array
    {
        return $this->call('publish', ['channel' => $channel] + self::content($data, $options));
    }

    /** The same to several channels. Returns for each, in their order, ['result' => …] or ['error' => …]. */
    public function broadcast(array $channels, $data, array $options = []): array
    {
        $params = ['channels' => array_values(array_map('strval', $channels))] + self::content($data, $options);
        return $this->call('broadcast', $params)['responses'] ?? [];
    }

    /**
     * To every tab and device of one user. The option keep keeps it for one who is away.
     *
     * @param string|int|array $user an id, or several: then ['responses' => …] comes back, one for each
     */
    public function userPublish($user, $data, array $options = []): array
    {
        $to = is_array($user) ? ['users' => array_values(array_map('strval', $user))] : ['user' => (string) $user];
        return $this->call('user_publish', $to + self::content($data, $options));
    }

    /** To everybody who is connected. */
    public function allPublish($data, array $options = []): array
    {
        return $this->call('all_publish', self::content($data, $options));
    }

    /** Who is subscribed to a channel: by session id, ['user' => …, 'client' => …, 'conn_info' => …]. */
    public function presence(string $channel): array
    {
        return $this->call('presence', ['channel' => $channel])['presence'] ?? [];
    }

    /**
     * What a channel remembers: publications, offset, epoch.
     *
     * @param array $options limit (-1 is all, 0 only the position), since (['offset' => …, 'epoch' => …]), reverse
     */
    public function history(string $channel, array $options = ['limit' => 100]): array
    {
        return $this->call('history', ['channel' => $channel] + $options);
    }

    /**
     * Ends a user's connections.
     *
     * @param string|int $user
     * @param array $options client, session, whitelist, disconnect (['code' => 4501, 'reason' => 'signed out'])
     */
    public function disconnect($user, array $options = []): void
    {
        $this->call('disconnect', ['user' => (string) $user] + $options);
    }

    /**
     * What a page gives to the SDK so that Parley knows who it is: a JWT, signed with the token secret (HS256).
     *
     * @param string|int $user
     * @param array $claims more of them, such as jti, info (what others see), channels, meta
     */
    public function token($user, int $seconds = 3600, array $claims = []): string
    {
        return $this->sign(['sub' => (string) $user], $seconds, $claims);
    }

    /** The same for one channel: who has it may subscribe to the channel. */
    public function subscriptionToken($user, string $channel, int $seconds = 3600, array $claims = []): string
    {
        return $this->sign(['sub' => (string) $user, 'channel' => $channel], $seconds, $claims);
    }

    /** Any method of the API, by its name there. Returns its result. */
    public function call(string $method, array $params = []): array
    {
        if (preg_match('/^[a-z_]+$/D', $method) !== 1) {
            throw new InvalidArgumentException("a method's name has small letters and underscores, got $method");
        }
        if ($this->key === '') {
            throw new ParleyException('There is no API key: set PARLEY_API_KEY.', 101);
        }
        $headers = ['Content-Type: application/json', 'X-API-Key: ' . $this->key, 'Expect:'];
        $body = self::json((object) $params);
        $url = "$this->url/api/$method";
        [$status, $answer] = function_exists('curl_init')
            ? $this->postWithCurl($url, $headers, $body)
            : $this->postWithStream($url, $headers, $body);

        $reply = json_decode($answer, true);
        if (is_array($reply) && is_array($reply['error'] ?? null)) {
            $error = $reply['error'];
            throw new ParleyException((string) ($error['message'] ?? ''), (int) ($error['code'] ?? 0), $status);
        }
        $result = is_array($reply) ? ($method === 'batch' ? $reply : $reply['result'] ?? null) : null;
        if ($status !== 200 || !is_array($result)) {
            throw new ParleyException("This is no answer of Parley's (HTTP $status): look at PARLEY_URL.", 0, $status);
        }
        return $result;
    }

    private function postWithCurl(string $url, array $headers, string $body): array
    {
        $this->curl = $this->curl ?? curl_init();
        $milliseconds = (int) ceil($this->timeoutSeconds * 1000);
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $url,
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_CONNECTTIMEOUT_MS => $milliseconds,
            CURLOPT_TIMEOUT_MS => $milliseconds,
            CURLOPT_NOSIGNAL => true,
        ]);
        $answer = curl_exec($this->curl);
        if (!is_string($answer)) {
            throw new ParleyException("Parley at $this->url does not answer: " . curl_error($this->curl) . '.');
        }
        return [(int) curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE), $answer];
    }

    private function postWithStream(string $url, array $headers, string $body): array
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => array_merge(array_diff($headers, ['Expect:']), ['Connection: close']),
            'content' => $body,
            'timeout' => $this->timeoutSeconds,
            'protocol_version' => 1.1,
            'ignore_errors' => true,
            'follow_location' => 0,
        ]]);
        $stream = @fopen($url, 'rb', false, $context);
        if ($stream === false) {
            $why = error_get_last()['message'] ?? 'no connection';
            throw new ParleyException("Parley at $this->url does not answer: $why.");
        }
        $answer = stream_get_contents($stream);
        $about = stream_get_meta_data($stream);
        fclose($stream);
        if ($answer === false || $about['timed_out']) {
            throw new ParleyException("Parley at $this->url did not answer within $this->timeoutSeconds seconds.");
        }
        $line = $about['wrapper_data'][0] ?? '';
        return [preg_match('~^HTTP/\S+ (\d{3})~', $line, $found) === 1 ? (int) $found[1] : 0, $answer];
    }

    private function sign(array $claims, int $seconds, array $more): string
    {
        if ($this->tokenSecret === '') {
            throw new ParleyException('There is no secret to sign with: set PARLEY_TOKEN_SECRET.', 101);
        }
        if ($seconds < 1) {
            throw new InvalidArgumentException("a token is good for at least 1 second, got $seconds");
        }
        $now = time();
        $claims += ['iat' => $now, 'exp' => $now + $seconds] + $more;
        $signed = self::base64Url('{"alg":"HS256","typ":"JWT"}') . '.' . self::base64Url(self::json($claims));
        return $signed . '.' . self::base64Url(hash_hmac('sha256', $signed, $this->tokenSecret, true));
    }

    private static function content($data, array $options): array
    {
        return isset($options['text']) || isset($options['b64data']) ? $options : ['data' => $data] + $options;
    }

    private static function json($value): string
    {
        try {
            $flags = JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION;
            return json_encode($value, $flags);
        } catch (JsonException $broken) {
            throw new ParleyException("This can't be said in JSON: {$broken->getMessage()}.", 107, 0, $broken);
        }
    }

    private static function base64Url(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }

    private static function environment(string $name, string $otherwise = ''): string
    {
        $value = getenv($name);
        return $value === false || $value === '' ? (string) ($_SERVER[$name] ?? $otherwise) : $value;
    }
}

/** The code is that of the API (docs/api.md), or 0 when Parley was not reached or did not answer. */
final class ParleyException extends RuntimeException
{
    private int $status;

    public function __construct(string $message, int $code = 0, int $status = 0, ?Throwable $previous = null)
    {
        parent::__construct($message, $code, $previous);
        $this->status = $status;
    }

    /** The HTTP status, or 0 when there was no answer. */
    public function status(): int
    {
        return $this->status;
    }

    /** Whether the same may work later. With an idempotency_key it is safe to try again. */
    public function isTemporary(): bool
    {
        return in_array($this->getCode(), [100, 111, 151, 152], true) || ($this->getCode() === 0 && $this->status === 0);
    }
}
