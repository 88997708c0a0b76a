# PARLEY_API_KEY=… python3 notify.py
import json, os, urllib.request

push = {"user": "42", "data": {"title": "You have mail"}}
headers = {"Content-Type": "application/json", "X-API-Key": os.environ["PARLEY_API_KEY"]}
call = urllib.request.Request("http://127.0.0.1:8000/api/user_publish", json.dumps(push).encode(), headers)
print(urllib.request.urlopen(call).read().decode())
