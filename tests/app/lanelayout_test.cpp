#include "app/base/result.h"
#include "app/timeline/changesbefore.h"
#include "app/timeline/entrydrag.h"
#include "app/timeline/lanelayout.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace faultline;
using namespace std::chrono_literals;

namespace {

Timestamp minute(std::int64_t minutes)
{
    return Timestamp(std::chrono::minutes(minutes));
}

LaneBox point(std::int64_t minutes, LaneGroup group = LaneGroup::Point, int label = 80)
{
    return {minute(minutes), minute(minutes), group, label};
}

LaneBox state(std::int64_t from, std::int64_t to)
{
    return {minute(from), minute(to), LaneGroup::State, 80};
}

LaneMetrics minuteAPixel()
{
    LaneMetrics metrics;
    metrics.perPixel = 1min;
    return metrics;
}

std::vector<LaneBox> someBoxes(unsigned seed, std::size_t count)
{
    std::mt19937 random(seed);
    std::vector<LaneBox> boxes;
    for (std::size_t i = 0; i < count; ++i) {
        const auto begin = static_cast<std::int64_t>(random() % 3000);
        const auto length = random() % 3 == 0 ? static_cast<std::int64_t>(random() % 200) : 0;
        boxes.push_back({minute(begin), minute(begin + length), static_cast<LaneGroup>(random() % 3), static_cast<int>(random() % 200)});
    }
    std::stable_sort(boxes.begin(), boxes.end(), [](const LaneBox& a, const LaneBox& b) { return a.begin < b.begin; });
    return boxes;
}

Event change(const char* kind, std::int64_t from, std::optional<std::int64_t> to = {})
{
    Event event;
    event.kind = kind;
    event.start.utc = minute(from);
    if (to)
        event.end = RecordTime{minute(*to), TimeBasis::Epoch, false, false};
    return event;
}

}    // namespace

/// Rows of the event lane, moving an entry in time, and what changed before a moment: pure functions.
class LaneLayoutTest : public QObject {
    Q_OBJECT

private slots:
    void momentsThatDoNotMeetShareARow()
    {
        const LaneLayout layout = layOutLane({point(0), point(300), point(600)}, minuteAPixel());
        QCOMPARE(layout.rows, 1);
        QVERIFY(layout.clusters.empty());
        QCOMPARE(layout.places[2].room, unlimitedRoom);
        QVERIFY(layout.places[0].room < 300 && layout.places[0].room > 250);
    }

    void momentsWhoseTextMeetsStandBelowEachOther()
    {
        const LaneLayout layout = layOutLane({point(0), point(30)}, minuteAPixel());
        QCOMPARE(layout.rows, 2);
        QCOMPARE(layout.places[0].row, 0);
        QCOMPARE(layout.places[1].row, 1);
    }

    void groupsStandInTheirOwnRowsStatesFirst()
    {
        const LaneLayout layout = layOutLane({point(0, LaneGroup::Entry), point(0), state(0, 500)}, minuteAPixel());
        QCOMPARE(layout.places[2].row, 0);
        QCOMPARE(layout.places[1].row, 1);
        QCOMPARE(layout.places[0].row, 2);
        QCOMPARE(layout.rows, 3);
    }

    void whatFindsNoRowIsGatheredWithACount()
    {
        std::vector<LaneBox> boxes;
        for (int i = 0; i < 12; ++i)
            boxes.push_back(point(i));
        const LaneLayout layout = layOutLane(boxes, minuteAPixel());
        QCOMPARE(layout.rows, 2);
        QCOMPARE(layout.clusters.size(), std::size_t(1));
        QCOMPARE(layout.clusters[0].boxes.size(), std::size_t(11));
        QVERIFY(!layout.places[0].cluster);
    }

    void statesThatHoldTogetherAreGatheredForAsLongAsTheyHold()
    {
        const LaneLayout layout = layOutLane({state(0, 900), state(10, 800), state(20, 1000), state(30, 700)}, minuteAPixel());
        QCOMPARE(layout.rows, 2);
        QCOMPARE(layout.clusters.size(), std::size_t(1));
        QVERIFY(layout.clusters[0].end == minute(1000));
    }

    void nothingOverlapsAndNothingIsLost_data()
    {
        QTest::addColumn<int>("pixelSeconds");
        for (const int seconds : {1, 20, 60, 600, 7200})
            QTest::addRow("%d s a pixel", seconds) << seconds;
    }

    void nothingOverlapsAndNothingIsLost()
    {
        QFETCH(const int, pixelSeconds);
        LaneMetrics metrics;
        metrics.perPixel = std::chrono::seconds(pixelSeconds);
        for (unsigned seed = 0; seed < 40; ++seed) {
            const std::vector<LaneBox> boxes = someBoxes(seed, 120);
            const LaneLayout layout = layOutLane(boxes, metrics);
            std::vector<int> seen(boxes.size(), 0);
            for (const LaneCluster& cluster : layout.clusters)
                for (const std::size_t i : cluster.boxes)
                    ++seen[i];
            for (std::size_t i = 0; i < boxes.size(); ++i)
                QCOMPARE(seen[i] + (layout.places[i].cluster ? 0 : 1), 1);
            for (std::size_t i = 0; i < boxes.size(); ++i)
                for (std::size_t j = i + 1; j < boxes.size(); ++j)
                    if (!layout.places[i].cluster && !layout.places[j].cluster && layout.places[i].row == layout.places[j].row)
                        QVERIFY2(boxes[j].begin >= boxes[i].end && (boxes[j].begin - boxes[i].begin) / metrics.perPixel >= metrics.marker - 1,
                                 qPrintable(QStringLiteral("%1 and %2, seed %3").arg(i).arg(j).arg(seed)));
        }
    }

    void movingTheViewMovesNothingElse()
    {
        // The layout gets no view at all; a later start of everything gives the same rows.
        std::vector<LaneBox> boxes = someBoxes(7, 100);
        const LaneLayout before = layOutLane(boxes, minuteAPixel());
        for (LaneBox& box : boxes) {
            box.begin += 777h;
            box.end += 777h;
        }
        const LaneLayout after = layOutLane(boxes, minuteAPixel());
        for (std::size_t i = 0; i < boxes.size(); ++i)
            QCOMPARE(after.places[i].row, before.places[i].row);
    }

    void zoomingInNeedsNoMoreRows()
    {
        const std::vector<LaneBox> boxes = someBoxes(3, 100);
        LaneMetrics metrics = minuteAPixel();
        for (std::size_t& rows : metrics.rows)
            rows = 100;
        int rows = 1000;
        for (const Nanoseconds perPixel : {Nanoseconds(10min), Nanoseconds(1min), Nanoseconds(10s), Nanoseconds(1s)}) {
            metrics.perPixel = perPixel;
            const int now = layOutLane(boxes, metrics).rows;
            QVERIFY(now <= rows);
            rows = now;
        }
    }

    void movesAnEntryToARoundTime()
    {
        TimelineEntry entry;
        entry.start = minute(100) + 12s;
        entry.timeText = "22/04 8:45";
        const TimelineEntry moved = movedEntry(entry, DragPart::Whole, 5min, dragStep(30s));
        QVERIFY(moved.start == minute(105));
        QVERIFY(!moved.end);
        QCOMPARE(moved.timeText, entry.timeText);
        QVERIFY(movedEntry(entry, DragPart::Whole, 0ns, 1min) == entry);
    }

    void anEdgeOfASpanStopsAtTheOther()
    {
        TimelineEntry entry;
        entry.start = minute(100);
        entry.end = minute(110);
        QVERIFY(movedEntry(entry, DragPart::Whole, 7min, 1min).end == minute(117));
        QVERIFY(movedEntry(entry, DragPart::Begin, 60min, 1min).start == minute(110));
        QVERIFY(movedEntry(entry, DragPart::End, -60min, 1min).end == minute(100));
        QVERIFY(movedEntry(entry, DragPart::End, 5min, 1min).start == minute(100));
    }

    void listsChangesBeforeAMomentNewestFirst()
    {
        std::vector<Event> events{change("flag", 0, 2000), change("deploy", 100, 104), change("human", 150), change("flag", 160, 190),
                                  change("restart", 200), change("deploy", 900)};
        events[2].openEnd = false;
        const auto changes = changesBefore(events, minute(210), 3h);
        QCOMPARE(changes.size(), std::size_t(4));
        QCOMPARE(changes[0].event, std::size_t(4));
        QVERIFY(changes[1].isEnd && changes[1].event == 3 && changes[1].delay == 20min);
        QVERIFY(!changes[2].stillHeld && changes[2].event == 3);
        QVERIFY(changes[3].event == 1 && changes[3].delay == 110min && !changes[3].stillHeld);
        const auto all = changesBefore(events, minute(210), std::nullopt);
        QCOMPARE(all.size(), std::size_t(5));
        QVERIFY(all.back().stillHeld && all.back().delay == 210min);
    }

    void aBuildChangesNothingWhenItEnds()
    {
        QCOMPARE(changesBefore({change("build", 100, 104)}, minute(210), 3h).size(), std::size_t(1));
        QCOMPARE(changesBefore({change("config", 100, 104)}, minute(210), 3h).size(), std::size_t(2));
    }

    void changesAtTheEdgesOfTimeDoNotOverflow()
    {
        const std::vector<Event> events{change("deploy", std::numeric_limits<std::int64_t>::min() / 60'000'000'000 + 1)};
        QCOMPARE(changesBefore(events, Timestamp::max(), 72h).size(), std::size_t(0));
        QCOMPARE(changesBefore(events, Timestamp::max(), std::nullopt).size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(LaneLayoutTest)
#include "lanelayout_test.moc"
