# Runs a function in a session of its own and sees to it that nothing of it outlives the gateway.
# Standard input is a pipe that only the gateway holds. Each line of it is a signal for the function's whole process
# group; its end, which also comes when the gateway is killed, is SIGKILL. Ends with the status of the function.
exec 3<&0 </dev/null
trap : HUP INT TERM
setsid env -u PWD -u OLDPWD -u SHLVL -u _ "$@" 3<&- &
function=$!
exec 2>/dev/null
(
  trap '' HUP INT TERM
  while read -r signal; do kill -s "$signal" -- "-$function"; done
  kill -s KILL -- "-$function" "$function"
) <&3 3<&- >/dev/null &
watch=$!
while wait "$function"; status=$?; [ "$status" -gt 128 ] && kill -s 0 "$function"; do :; done
kill -s KILL -- "-$function"
kill -s KILL "$watch"
exit "$status"
