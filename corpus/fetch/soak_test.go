package fetch

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quoth-bot/quoth/corpus/corpustest"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSoak lets fifty feeds on fifty hosts run for twelve hours, some of which
// misbehave in turn. Neither goroutines nor connections nor memory grow, and
// every item is kept once.
func TestSoak(t *testing.T) {
	corpustest.Long(t)
	const feeds, hours = 50, 12
	inWeb(t, func(t *testing.T, w *web) {
		began := time.Now()
		var addresses []string
		for i := range feeds {
			host := fmt.Sprintf("f%d.example", i)
			w.site(host, map[string]http.HandlerFunc{"/feed": soakFeed(i, began)})
			addresses = append(addresses, "https://"+host+"/feed")
		}
		f := w.fetcher(Source{Feeds: addresses}, Options{KeepOld: time.Hour, MaxSize: 1 << 20})
		added, rounds := map[string]int{}, 0
		go f.Run(t.Context(), func(r Report, err error) {
			rounds++
			if err != nil {
				t.Error(err)
			}
			for _, e := range r.Events {
				if e.Kind == Added {
					added[e.File]++
				}
			}
		})
		between := func() (int, uint64) { // rounds
			f.turn <- struct{}{}
			defer func() { <-f.turn }()
			synctest.Wait()
			w.asked()
			if w.open != 0 {
				t.Errorf("%d connections are open between rounds", w.open)
			}
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return runtime.NumGoroutine(), m.HeapAlloc
		}
		time.Sleep(2*time.Hour + 7*time.Minute)
		goroutines, memory := between()
		time.Sleep((hours - 2) * time.Hour)
		goroutinesAfter, memoryAfter := between()
		t.Logf("%d rounds, %d items; %d goroutines became %d, %d KB became %d", rounds, len(added), goroutines, goroutinesAfter, memory>>10, memoryAfter>>10)
		if goroutinesAfter > goroutines {
			t.Errorf("%d goroutines became %d", goroutines, goroutinesAfter)
		}
		if memoryAfter > memory+memory/2+1<<20 {
			t.Errorf("%d bytes became %d", memory, memoryAfter)
		}
		if w.mostOpen > 2*atOnce {
			t.Errorf("%d connections were open at a time", w.mostOpen)
		}
		for file, times := range added {
			if times > 1 {
				t.Errorf("%s was new %d times", file, times)
			}
		}
		if len(added) < feeds*hours*8/10 || len(added) > feeds*(hours+1) {
			t.Errorf("%d items are kept", len(added))
		}
	})
}

// soakFeed lists an item for each hour, the last five of them. Of five feeds one
// is sound, and the others fail in their way every now and then.
func soakFeed(i int, began time.Time) http.HandlerFunc {
	asked := 0
	return func(w http.ResponseWriter, r *http.Request) {
		asked++
		if asked%4 == 3 {
			switch i % 5 {
			case 1:
				w.WriteHeader(500)
				return
			case 2:
				w.Header().Set("Retry-After", "1800")
				w.WriteHeader(429)
				return
			case 3:
				fmt.Fprint(w, strings.Repeat("<rss>", 300_000))
				return
			case 4:
				<-r.Context().Done() // no answer at all
				return
			}
		}
		hour := int(time.Since(began).Hours())
		tag := fmt.Sprintf(`"%d"`, hour)
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		var items []string
		for h := max(0, hour-5); h <= hour; h++ {
			items = append(items, rssItem(fmt.Sprint(h), fmt.Sprintf("Hour %d", h), strings.Repeat("Herons stand. ", 100)))
		}
		fmt.Fprint(w, rssOf(items...))
	}
}
