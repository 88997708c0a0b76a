<?php

declare(strict_types=1);

namespace App\Broadcasting;

use Illuminate\Broadcasting\BroadcastException;
use Illuminate\Broadcasting\Broadcasters\Broadcaster;
use InvalidArgumentException;
use Parley;
use ParleyException;
use Symfony\Component\HttpKernel\Exception\AccessDeniedHttpException;

require_once __DIR__ . '/../parley.php';

/**
 * Laravel's events through Parley: this file is app/Broadcasting/ParleyBroadcaster.php, and parley.php lies in app/.
 *
 * | Laravel                    | Parley            | who may subscribe                                   |
 * | -------------------------- | ----------------- | --------------------------------------------------- |
 * | new Channel('x')           | x                 | as the namespace says                               |
 * | new PrivateChannel('x')    | $private:x        | who gets a token, by Broadcast::channel('x', …)     |
 * | new PresenceChannel('x')   | $presence:x       | the same; what the callback returns is shown to all |
 *
 * The $ makes Parley ask for a token whatever the namespace allows. A subscriber gets {"event":…,"data":{…}}, and with
 * toOthers() also "socket", the session that is to skip it.
 */
final class ParleyBroadcaster extends Broadcaster
{
    private const GUARDED = ['private-' => '$private:', 'presence-' => '$presence:'];

    private Parley $parley;
    private int $tokenSeconds;

    public function __construct(Parley $parley, int $tokenSeconds = 600)
    {
        $this->parley = $parley;
        $this->tokenSeconds = $tokenSeconds;
    }

    /** The SDK asks for a token for the channel that channel_name names, as Laravel or as Parley calls it. */
    public function auth($request)
    {
        $name = $this->guardedName($this->asked($request));
        if ($name === null || !$this->retrieveUser($request, $name)) {
            throw new AccessDeniedHttpException();
        }
        return $this->verifyUserCanAccessChannel($request, $name);
    }

    public function validAuthenticationResponse($request, $result)
    {
        $channel = $this->asked($request);
        $user = $this->retrieveUser($request, (string) $this->guardedName($channel));
        $claims = strpos($channel, '$presence:') === 0 && is_array($result) ? ['info' => $result] : [];
        $id = $user->getAuthIdentifier();
        return ['token' => $this->parley->subscriptionToken($id, $channel, $this->tokenSeconds, $claims)];
    }

    public function broadcast(array $channels, $event, array $payload = [])
    {
        $names = array_map([self::class, 'parleyName'], array_values($this->formatChannels($channels)));
        if ($names === []) {
            return;
        }
        $socket = $payload['socket'] ?? null;
        unset($payload['socket']);
        $message = ['event' => $event, 'data' => (object) $payload] + ($socket === null ? [] : ['socket' => $socket]);
        try {
            $responses = $this->parley->broadcast($names, $message);
        } catch (ParleyException $failed) {
            throw new BroadcastException($failed->getMessage(), $failed->getCode(), $failed);
        }
        $failures = [];
        foreach ($responses as $i => $response) {
            if (isset($response['error'])) {
                $failures[] = "{$names[$i]}: {$response['error']['message']} ({$response['error']['code']})";
            }
        }
        if ($failures !== []) {
            throw new BroadcastException('Parley did not publish on ' . implode('; ', $failures));
        }
    }

    /**
     * What Parley calls a channel of Laravel's.
     *
     * @throws InvalidArgumentException when it would not be as private as its name says
     */
    public static function parleyName(string $channel): string
    {
        if (strpos($channel, 'private-encrypted-') === 0) {
            throw new InvalidArgumentException("Parley encrypts no channels: use a PrivateChannel instead of $channel");
        }
        if (strpos($channel, '$') === 0) {
            throw new InvalidArgumentException("A public channel's name does not begin with \$: $channel");
        }
        foreach (self::GUARDED as $laravel => $parley) {
            if (strpos($channel, $laravel) === 0) {
                return $parley . substr($channel, strlen($laravel));
            }
        }
        return $channel;
    }

    /** The channel that a token is asked for, as Parley calls it. */
    private function asked($request): string
    {
        $channel = $request->input('channel_name');
        if (!is_string($channel)) {
            throw new AccessDeniedHttpException();
        }
        try {
            return strpos($channel, '$') === 0 ? $channel : self::parleyName($channel);
        } catch (InvalidArgumentException $encrypted) {
            throw new AccessDeniedHttpException();
        }
    }

    /** The name that Broadcast::channel() knows it by, or null when it is not a guarded one. */
    private function guardedName(string $channel): ?string
    {
        foreach (self::GUARDED as $parley) {
            if (strpos($channel, $parley) === 0 && strlen($channel) > strlen($parley)) {
                return substr($channel, strlen($parley));
            }
        }
        return null;
    }
}
