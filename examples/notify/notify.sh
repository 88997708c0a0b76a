#!/bin/sh
# PARLEY_API_KEY=… sh notify.sh
curl -sS http://127.0.0.1:8000/api/user_publish -H "X-API-Key: $PARLEY_API_KEY" -H "Content-Type: application/json" \
    -d '{"user":"42","data":{"title":"You have mail"}}'
