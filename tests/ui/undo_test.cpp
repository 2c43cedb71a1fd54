#include "tests/ui/samplecase.h"

#include "app/timeline/evidencereference.h"
#include "ui/commands/addentries.h"
#include "ui/commands/addevidence.h"
#include "ui/commands/entrymove.h"
#include "ui/commands/removeentries.h"
#include "ui/commands/removeevidence.h"
#include "ui/commands/setentry.h"
#include "ui/commands/setinfo.h"
#include "ui/commands/setsource.h"

#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace faultline;
using namespace faultline::test;

namespace {

/// The tables that a person edits, byte for byte.
std::string dump(CaseSession& session)
{
    std::string text;
    for (const char* sql : {"SELECT * FROM timeline_entry ORDER BY id", "SELECT * FROM evidence ORDER BY id",
                            "SELECT * FROM case_info ORDER BY key", "SELECT id, name, zone, zone_basis, anchor, anchor_basis, "
                            "clock_offset_ns, first_ns, last_ns FROM source ORDER BY id"}) {
        auto statement = session.file().database().prepare(sql);
        while (statement && *statement->step()) {
            for (int column = 0; column < statement->columns(); ++column)
                text += std::string(statement->text(column)) + (statement->isNull(column) ? "NULL|" : "|");
            text += '\n';
        }
        text += "--\n";
    }
    return text;
}

TimelineEntry entryAt(const char* time, std::string title)
{
    TimelineEntry entry;
    entry.start = at(time);
    entry.title = std::move(title);
    return entry;
}

/// Edits as a hasty person makes them, with a fixed seed.
class RandomEditor {
public:
    explicit RandomEditor(CaseSession& session) : m_session(session) {}

    void edit()
    {
        const auto& timeline = m_session.contents().timeline;
        const auto& evidence = m_session.contents().evidence;
        const auto id = timeline.empty() ? 0 : timeline[pick(timeline.size())].id;
        switch (pick(9)) {
        case 0:
            return m_session.edit(new AddEntries(m_session, newEntries()));
        case 1:
        case 2:
            if (timeline.size() > 12)
                return m_session.edit(new RemoveEntries(m_session, {id}));
            break;
        case 3:
        case 4:
            if (id != 0)
                return m_session.edit(new SetEntry(m_session, changed(*m_session.contents().entry(id))));
            break;
        case 5:
            if (auto move = moveEntry(m_session, id, pick(2) == 0 ? EntryMove::Up : EntryMove::Down))
                return m_session.edit(move.release());
            break;
        case 6:
            if (id != 0)
                return m_session.edit(new AddEvidence(m_session, id, evidenceOf(LineReference{1, pick(100) + 1}, word())));
            break;
        case 7:
            if (!evidence.empty())
                return m_session.edit(new RemoveEvidence(m_session, evidence[pick(evidence.size())].id));
            break;
        default: break;
        }
        const auto key = pick(2) == 0 ? SetInfo::Key::Title : SetInfo::Key::Zone;
        m_session.edit(new SetInfo(m_session, key, key == SetInfo::Key::Title ? word() : pick(2) == 0 ? "UTC" : "Europe/Paris"));
    }

private:
    std::size_t pick(std::size_t count) { return static_cast<std::size_t>(m_random() % count); }
    std::string word() { return "word " + std::to_string(m_random() % 1000); }
    Timestamp time() { return at("2024-04-23T19:00Z") + std::chrono::minutes(pick(12)); }    // few instants: many equal ones

    std::vector<EntryWithEvidence> newEntries()
    {
        std::vector<EntryWithEvidence> entries(pick(2) + 1);
        for (EntryWithEvidence& one : entries) {
            one.entry.start = time();
            one.entry.title = word();
            if (pick(3) == 0)
                one.evidence.push_back(linkEvidence("https://example.com/" + word(), word()));
        }
        return entries;
    }

    TimelineEntry changed(TimelineEntry entry)
    {
        switch (pick(4)) {
        case 0: entry.start = time(); entry.end.reset(); break;
        case 1: entry.title = word(); break;
        case 2: entry.tags = {word(), "impact"}; break;
        default: entry.body = word() + "\nand more"; break;
        }
        return entry;
    }

    CaseSession& m_session;
    std::mt19937_64 m_random{20240423};
};

}    // namespace

class UndoTest : public QObject {
    Q_OBJECT

private slots:
    void tenThousandEditsAreUndoneAndRedoneByteForByte()
    {
        const auto session = m_sample.open(m_tasks);
        // What is tested is the content, not the disk: 30,000 waits for it would take minutes.
        QVERIFY(session->file().database().execute("PRAGMA synchronous = OFF"));
        const std::string before = dump(*session);
        QSignalSpy failures(session.get(), &CaseSession::failed);
        RandomEditor editor(*session);
        for (int i = 0; i < 10'000; ++i)
            editor.edit();
        QCOMPARE(failures.count(), 0);
        QCOMPARE(session->undoStack().count(), 10'000);
        const std::string after = dump(*session);
        QVERIFY(after != before);
        session->undoStack().setIndex(0);
        QVERIFY(dump(*session) == before);
        session->undoStack().setIndex(10'000);
        QVERIFY(dump(*session) == after);
        QCOMPARE(failures.count(), 0);
    }

    void aRemovedEntryComesBackWithItsNumberPlaceAndEvidence()
    {
        const auto session = m_sample.open(m_tasks);
        const std::int64_t id = session->contents().timeline[11].id;
        session->edit(new AddEvidence(*session, id, evidenceOf(LineReference{1, 7}, "line 7")));
        const std::string before = dump(*session);
        session->edit(new RemoveEntries(*session, {id}));
        QVERIFY(!session->contents().entry(id));
        QVERIFY(session->contents().evidence.empty());
        session->undoStack().undo();
        QCOMPARE(dump(*session), before);
        QCOMPARE(session->selectedEntry(), id);
    }

    void entriesOfOneInstantChangePlacesAndBack()
    {
        const auto session = m_sample.open(m_tasks);
        const std::vector<TimelineEntry> three{entryAt("2024-04-23T19:00Z", "a"), entryAt("2024-04-23T19:00Z", "b"),
                                               entryAt("2024-04-23T19:00Z", "c")};
        session->edit(new AddEntries(*session, three));
        const auto order = [&] {
            std::string titles;
            for (const TimelineEntry& entry : session->contents().timeline)
                titles += entry.start == at("2024-04-23T19:00Z") ? entry.title : "";
            return titles;
        };
        QCOMPARE(order(), std::string("abc"));
        const std::int64_t last = *session->selectedEntry() + 2;
        session->edit(moveEntry(*session, last, EntryMove::Up).release());
        QCOMPARE(order(), std::string("acb"));
        session->edit(moveEntry(*session, last, EntryMove::Up).release());
        QCOMPARE(order(), std::string("cab"));
        QVERIFY(!moveEntry(*session, last, EntryMove::Up));
        session->undoStack().undo();
        session->undoStack().undo();
        QCOMPARE(order(), std::string("abc"));
    }

    void anEditThatFailsSaysSoAndLeavesNoStep()
    {
        const auto session = m_sample.open(m_tasks);
        QSignalSpy failures(session.get(), &CaseSession::failed);
        TimelineEntry entry = session->contents().timeline.front();
        entry.title = "  ";
        session->edit(new SetEntry(*session, entry));
        QCOMPARE(failures.count(), 1);
        QCOMPARE(session->undoStack().count(), 0);
        QCOMPARE(session->contents().timeline.front().title, std::string("First instabilities"));
    }

    void aReadOnlyCaseIsNotEdited()
    {
        const QString path = m_sample.path();
        auto session = std::move(*CaseSession::open(path, OpenMode::Read, m_tasks));
        QSignalSpy failures(session.get(), &CaseSession::failed);
        session->edit(new AddEntries(*session, {entryAt("2024-04-23T19:00Z", "a")}));
        QCOMPARE(failures.count(), 1);
        QCOMPARE(session->contents().timeline.size(), std::size_t(18));
    }

    void theClockOfASourceIsMovedBesideTheWindowAndBack()
    {
        const auto session = m_sample.open(m_tasks);
        const auto moved = std::find_if(session->contents().sources.begin(), session->contents().sources.end(),
                                        [](const Source& source) { return source.records > 0 && source.first; });
        QVERIFY(moved != session->contents().sources.end());
        const std::int64_t id = moved->id;
        const Timestamp first = *moved->first;
        const std::string before = dump(*session);
        SourceChange change;
        change.clockOffset = std::chrono::seconds(90);
        change.name = "renamed";
        SetSource::start(*session, id, change);
        QVERIFY(waitUntil([&] { return session->undoStack().count() == 1; }));
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(session->contents().source(id)->name, std::string("renamed"));
        QVERIFY(session->contents().source(id)->clockOffset == std::chrono::seconds(90));
        QVERIFY(*session->contents().source(id)->first != first);
        session->undoStack().undo();
        QVERIFY(waitUntilIdle(m_tasks));
        QVERIFY(waitUntil([&] { return dump(*session) == before; }));
        session->undoStack().redo();
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(session->contents().source(id)->name, std::string("renamed"));
    }

private:
    SampleCase m_sample;
    TaskRunner m_tasks;
};

QTEST_MAIN(UndoTest)
#include "undo_test.moc"
