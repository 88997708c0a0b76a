<?php

declare(strict_types=1);

// What a broadcaster of Laravel's relies on, in our own words.

namespace Symfony\Component\HttpKernel\Exception {

    class AccessDeniedHttpException extends \RuntimeException
    {
    }
}

namespace Illuminate\Broadcasting {

    class BroadcastException extends \RuntimeException
    {
    }

    class Channel
    {
        public $name;

        public function __construct($name)
        {
            $this->name = $name;
        }

        public function __toString()
        {
            return $this->name;
        }
    }

    class PrivateChannel extends Channel
    {
        public function __construct($name)
        {
            parent::__construct('private-' . $name);
        }
    }

    class PresenceChannel extends Channel
    {
        public function __construct($name)
        {
            parent::__construct('presence-' . $name);
        }
    }
}

namespace Illuminate\Broadcasting\Broadcasters {

    use Symfony\Component\HttpKernel\Exception\AccessDeniedHttpException;

    abstract class Broadcaster
    {
        private $rules = [];

        abstract public function auth($request);

        abstract public function validAuthenticationResponse($request, $result);

        abstract public function broadcast(array $channels, $event, array $payload = []);

        public function channel($pattern, $callback, $options = [])
        {
            $this->rules[$pattern] = $callback;
            return $this;
        }

        protected function retrieveUser($request, $channel)
        {
            return $request->user();
        }

        protected function verifyUserCanAccessChannel($request, $channel)
        {
            foreach ($this->rules as $pattern => $callback) {
                $regex = '/^' . preg_replace('/\\\\\{\w+\\\\\}/', '([^.]+)', preg_quote($pattern, '/')) . '$/';
                if (preg_match($regex, $channel, $found)) {
                    $result = $callback($this->retrieveUser($request, $channel), ...array_slice($found, 1));
                    if ($result) {
                        return $this->validAuthenticationResponse($request, $result);
                    }
                    break;
                }
            }
            throw new AccessDeniedHttpException();
        }

        protected function formatChannels(array $channels)
        {
            return array_map('strval', $channels);
        }
    }
}

namespace Illuminate\Support {

    abstract class ServiceProvider
    {
        protected $app;

        public function __construct($app)
        {
            $this->app = $app;
        }
    }
}

namespace Illuminate\Support\Facades {

    class Broadcast
    {
        private static $drivers = [];

        public static function extend($name, \Closure $maker)
        {
            self::$drivers[$name] = $maker;
        }

        public static function make($name, $app, array $config)
        {
            return (self::$drivers[$name])($app, $config);
        }
    }
}

namespace Site {

    /** The container, as far as a provider uses it. */
    final class App implements \ArrayAccess
    {
        private $makers = [];
        private $made = [];

        public function singleton($name, $maker)
        {
            $this->makers[$name] = $maker;
        }

        public function make($name)
        {
            return $this->made[$name] = $this->made[$name] ?? ($this->makers[$name])($this);
        }

        public function offsetExists($name): bool
        {
            return isset($this->made[$name]);
        }

        #[\ReturnTypeWillChange]
        public function offsetGet($name)
        {
            return $this->made[$name];
        }

        public function offsetSet($name, $value): void
        {
            $this->made[$name] = $value;
        }

        public function offsetUnset($name): void
        {
            unset($this->made[$name]);
        }
    }

    final class User
    {
        private $id;

        public function __construct($id)
        {
            $this->id = $id;
        }

        public function getAuthIdentifier()
        {
            return $this->id;
        }
    }

    /** A request for a token, by a user or by nobody. */
    final class Request
    {
        private $user;
        private $channel;

        public function __construct($user, $channel)
        {
            $this->user = $user;
            $this->channel = $channel;
        }

        public function user()
        {
            return $this->user;
        }

        public function input($name)
        {
            return $name === 'channel_name' ? $this->channel : null;
        }
    }
}
