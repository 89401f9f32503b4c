# Keeps a throw-away server of the tests: does what its standard input says, and when that ends (the test is over, or was
# killed) stops the server and removes its folder.
trap '' INT TERM
bin=$1
dir=$2
from=$3

up() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -s -w -t 60 start </dev/null >/dev/null 2>&1 && return 0
        # After a kill the server's other processes still leave.
        sleep 0.1
    done
    return 1
}

while read -r word; do
    case $word in
    copy) cp -r "$from" "$dir/data" && echo copied || echo down ;;
    start) up && echo up || echo down ;;
    stop) "$bin/pg_ctl" -D "$dir/data" -s -m fast -w stop && echo stopped || echo down ;;
    kill)
        first=$(head -n 1 "$dir/data/postmaster.pid")
        # All of them at once, as when the power fails.
        kill -9 "$first" $(cat "/proc/$first/task/$first/children") 2>/dev/null
        echo killed
        ;;
    esac
done

"$bin/pg_ctl" -D "$dir/data" -s -m immediate -w stop >/dev/null 2>&1
rm -rf "$dir"
