<?php

declare(strict_types=1);

namespace app\components;

use yii\base\Component;

require_once __DIR__ . '/../parley.php';

/**
 * Parley as a component of Yii 2: this file is components/Parley.php, and parley.php lies in the folder above.
 *
 *     'components' => ['parley' => ['class' => app\components\Parley::class]],
 *
 *     Yii::$app->parley->userPublish(42, ['title' => 'You have mail']);
 *
 * What is not set comes from the environment: PARLEY_URL, PARLEY_API_KEY, PARLEY_TOKEN_SECRET.
 */
final class Parley extends Component
{
    /** @var string|null such as http://127.0.0.1:8000 */
    public $url;

    /** @var string|null */
    public $key;

    /** @var string|null */
    public $tokenSecret;

    /** @var float */
    public $timeoutSeconds = 5.0;

    private ?\Parley $client = null;

    public function getClient(): \Parley
    {
        return $this->client
            ?? $this->client = new \Parley($this->url, $this->key, $this->tokenSecret, (float) $this->timeoutSeconds);
    }

    public function publish(string $channel, $data, array $options = []): array
    {
        return $this->getClient()->publish($channel, $data, $options);
    }

    public function broadcast(array $channels, $data, array $options = []): array
    {
        return $this->getClient()->broadcast($channels, $data, $options);
    }

    /** @param string|int|array $user an id, or several */
    public function userPublish($user, $data, array $options = []): array
    {
        return $this->getClient()->userPublish($user, $data, $options);
    }

    public function allPublish($data, array $options = []): array
    {
        return $this->getClient()->allPublish($data, $options);
    }

    public function presence(string $channel): array
    {
        return $this->getClient()->presence($channel);
    }

    public function history(string $channel, array $options = ['limit' => 100]): array
    {
        return $this->getClient()->history($channel, $options);
    }

    /** @param string|int $user */
    public function disconnect($user, array $options = []): void
    {
        $this->getClient()->disconnect($user, $options);
    }

    /** @param string|int $user */
    public function token($user, int $seconds = 3600, array $claims = []): string
    {
        return $this->getClient()->token($user, $seconds, $claims);
    }

    /** @param string|int $user */
    public function subscriptionToken($user, string $channel, int $seconds = 3600, array $claims = []): string
    {
        return $this->getClient()->subscriptionToken($user, $channel, $seconds, $claims);
    }

    /** Any other method of the API. */
    public function call(string $method, array $params = []): array
    {
        return $this->getClient()->call($method, $params);
    }
}
