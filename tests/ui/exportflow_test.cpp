#include "app/base/result.h"    // before <chrono>, which moc cannot read first
#include "app/export/timelineexport.h"
#include "app/store/casereader.h"
#include "app/timeline/entryedit.h"
#include "app/timeline/evidencereference.h"
#include "importers/builtinimporters.h"
#include "tests/ui/hands.h"
#include "tests/ui/samplecase.h"
#include "ui/caseopening.h"
#include "ui/commands/addentries.h"
#include "ui/dialogs/exportdialog.h"
#include "ui/dialogs/importdialog.h"
#include "ui/importqueue.h"
#include "ui/mainwindow.h"
#include "ui/windowstyle.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

#include <set>

using namespace faultline;
using namespace faultline::test;

namespace {

/// What an exchange of texts carries from one case to another: everything but the numbers that a case gives.
TimelineEntry carried(TimelineEntry entry)
{
    entry.id = 0;
    entry.position = 0;
    entry.eventId.reset();
    return entry;
}

std::vector<TimelineEntry> carried(std::vector<TimelineEntry> entries)
{
    for (TimelineEntry& entry : entries)
        entry = carried(std::move(entry));
    return entries;
}

/// The entries that another case gets from the text.
std::vector<TimelineEntry> readBack(const QString& text, const std::string& name)
{
    ImportCase other;
    ImportRequest request;
    request.paths = {other.write(name, text.toStdString())};
    other.import(request);
    auto events = CaseReader(other.file().database()).events();
    if (!events)
        qFatal("%s", events.error().message().c_str());
    return entriesFromEvents(*events);
}

std::string describe(const TimelineEntry& entry)
{
    return formatUtc(entry.start) + " / " + (entry.end ? formatUtc(*entry.end) : "-") + " / " + std::string(nameOf(entry.precision)) + " / " + entry.timeText
        + " / " + entry.title + " / " + entry.body + " / " + entry.section + " / " + entry.type + " / " + joinedTags(entry.tags) + " / " + entry.owner;
}

}    // namespace

/// A timeline as people wrote it, from an empty window to every form in which it is published, and back.
class ExportFlowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        WindowStyle::install(m_theme);
        QVERIFY(QFile::copy(QStringLiteral(FAULTLINE_SOURCE_DIR "/sample-data/hub-outage/timeline.md"), file("timeline.md")));
        Settings settings;
        settings.restoreSession = false;
        settings.recentCases = {file("last.faultline")};
        settings.lastFolder = QString::fromStdString(m_folder.path(""));
        m_window = std::make_unique<MainWindow>(settings, QStringLiteral("exportflow"), m_registry, m_theme);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        Hands hands(*m_window);
        hands.drop({file("timeline.md")});
        QVERIFY(waitUntil([this] { return !m_window->opening().dialog()->isReading(); }));
        hands.press("Return");    // CET with its summer time, as three rows prove
        const auto* import = m_window->opening().dialog()->findChild<QPushButton*>(QStringLiteral("import"));
        QVERIFY(waitUntil([&] { return import->isEnabled(); }));
        hands.press("Return");
        QVERIFY(waitUntil([this] { return m_window->session() && m_window->session()->contents().timeline.size() == 18; }));
        QVERIFY(waitUntilIdle(m_window->tasks()));
    }

    void cleanup()
    {
        if (auto* dialog = m_window->findChild<ExportDialog*>())
            dialog->close();
        QVERIFY(waitUntil([this] { return !m_window->findChild<ExportDialog*>(); }));
        session().setExportChoice({});
        while (session().undoStack().canUndo() && session().contents().timeline.size() > 18)
            session().undoStack().undo();
    }

    void eighteenRowsInThreeGroupsComeBackAsTheyWereRead_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("name");
        QTest::newRow("Markdown") << 0 << "back.md";
        QTest::newRow("CSV") << 1 << "back.csv";
        QTest::newRow("TSV") << 2 << "back.tsv";
        QTest::newRow("JSON") << 4 << "back.json";
    }

    void eighteenRowsInThreeGroupsComeBackAsTheyWereRead()
    {
        QFETCH(int, format);
        QFETCH(QString, name);
        const auto before = carried(session().contents().timeline);
        std::set<std::string> groups;
        for (const TimelineEntry& entry : before)
            groups.insert(entry.section);
        QCOMPARE(groups.size(), std::size_t(3));
        QCOMPARE(before.front().timeText, std::string("22/04 8:45"));
        QCOMPARE(formatUtc(before[1].start).substr(0, 16), std::string("2024-04-22T07:04"));
        compare(readBack(exportedAs(format), name.toStdString()), before);
    }

    void marksOwnersTagsAndTextsComeBackToo_data() { eighteenRowsInThreeGroupsComeBackAsTheyWereRead_data(); }

    void marksOwnersTagsAndTextsComeBackToo()
    {
        QFETCH(int, format);
        QFETCH(QString, name);
        addRichEntry();
        TimelineExportChoice choice;
        choice.evidence = TimelineExportChoice::Evidence::Shown;    // what is more than other programs read does not disturb
        session().setExportChoice(choice);
        compare(readBack(exportedAs(format), name.toStdString()), carried(session().contents().timeline));
    }

    void theClipboardHasItInTwoActions()
    {
        Hands hands(*m_window);
        hands.press("Ctrl+4");
        hands.press("Ctrl+Shift+C");
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY(copied.startsWith(QStringLiteral("| ")));
        QCOMPARE(copied.count(QStringLiteral("\n| 2024-04-")), 18);
        QVERIFY(!m_window->findChild<ExportDialog*>());
        QCOMPARE(hands.actions(), 2);
        compare(readBack(copied, "copied.md"), carried(session().contents().timeline));
    }

    void aFileHasItInThreeActions()
    {
        Hands hands(*m_window);
        hands.press("Ctrl+E");
        hands.press("Ctrl+S", [&] { hands.press("Return"); });    // beside the case, under a name that is free
        const QString path = QFileInfo(session().path()).absolutePath() + QLatin1Char('/') + session().name() + QStringLiteral(" 2.md");
        QFile written(path);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(hands.actions(), 3);
        compare(readBack(QString::fromUtf8(written.readAll()), "file.md"), carried(session().contents().timeline));
    }

    void thePreviewIsWhatEveryFormatWrites()
    {
        Hands hands(*m_window);
        hands.press("Ctrl+E");
        const char* const begins[]{"| CEST (+02:00) | ", "CEST (+02:00),", "CEST (+02:00)\t", "<!DOCTYPE html>", "{\n  \"format\": \"faultline-timeline\""};
        hands.press("Alt+F");
        for (const char* begin : begins) {
            QVERIFY2(preview().startsWith(QLatin1String(begin)), qPrintable(preview().left(80)));
            QVERIFY(preview().contains(QStringLiteral("Hub unresponsive")));
            QCOMPARE(preview(), QString::fromStdString(*dialog().exported()).remove(QLatin1Char('\r')));
            hands.pressAgain("Down");
        }
        hands.press("Return");    // copies
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QLatin1Char('{')));
        hands.press("Ctrl+E");    // the last-used setting
        QVERIFY(preview().startsWith(QLatin1Char('{')));
    }

    void theTimesAreOfTheCaseOfUtcOrOfBoth()
    {
        Hands hands(*m_window);
        hands.press("Ctrl+E");
        QVERIFY(preview().contains(QStringLiteral("| 2024-04-22 08:45 |")));
        hands.press("Alt+Z");
        hands.press("Down");
        QVERIFY(preview().startsWith(QStringLiteral("| UTC |")));
        QVERIFY(preview().contains(QStringLiteral("| 2024-04-22 06:45 |")) && !preview().contains(QStringLiteral("08:45")));
        hands.press("Down");
        QVERIFY(preview().startsWith(QStringLiteral("| CEST (+02:00) | UTC |")));
        QVERIFY(preview().contains(QStringLiteral("| 2024-04-22 08:45 | 2024-04-22 06:45 |")));
    }

    void groupsMarksEvidenceAndRedactionAreSwitches()
    {
        addRichEntry();
        Hands hands(*m_window);
        hands.press("Ctrl+E");
        QVERIFY(shows("| -- -- | 2024-04-23 |"));
        hands.press("Alt+S");
        QVERIFY(shows("| Section |", "-- -- |"));
        QVERIFY(shows("| ~2024-04-23 21:12 |"));
        hands.press("Alt+P");
        QVERIFY(shows("| 2024-04-23 21:12 |", "~"));
        QVERIFY(!preview().contains(QStringLiteral("Evidence")));
        hands.press("Alt+E");
        QVERIFY(shows("hub-access.log:120; path = /api/x (2024-04-23 21:10 – 21:35)"));
        QVERIFY(shows("203.0.113.7") && shows("Ada"));
        hands.press("Alt+R");
        QVERIFY(shows("(address) retries with token=(secret)"));
        for (const char* gone : {"203.0.113.7", "hunter2", "Ada", "ops@example.org"})
            QVERIFY2(!preview().contains(QLatin1String(gone)), gone);
        hands.press("Return");
        QVERIFY(!QGuiApplication::clipboard()->text().contains(QStringLiteral("203.0.113.7")));
        QVERIFY(!QGuiApplication::clipboard()->mimeData()->html().contains(QStringLiteral("203.0.113.7")));
    }

    void theColumnsAreChosenByKey()
    {
        Hands hands(*m_window);
        hands.press("Ctrl+E");
        hands.press("Alt+U");
        QVERIFY(waitUntil([this] { return dialog().findChild<QListWidget*>()->isEnabled(); }));
        QVERIFY(preview().startsWith(QStringLiteral("| CEST (+02:00) | As written | Event | Type | Tags |")));    // as it was
        hands.press("Alt+C");
        hands.press("Home");
        hands.press("Space");    // no time
        QVERIFY2(preview().startsWith(QStringLiteral("| As written | Event | Type | Tags |")), qPrintable(preview().left(80)));
    }

private:
    CaseSession& session() { return *m_window->session(); }
    ExportDialog& dialog() { return *m_window->findChild<ExportDialog*>(); }
    /// A button pressed by its key acts a moment later.
    bool shows(const char* text)
    {
        return waitUntil([&] { return preview().contains(QString::fromUtf8(text)); });
    }
    bool shows(const char* text, const char* noMore)
    {
        return waitUntil([&] { return preview().contains(QString::fromUtf8(text)) && !preview().contains(QString::fromUtf8(noMore)); });
    }
    QString preview() { return dialog().findChild<QPlainTextEdit*>()->toPlainText(); }
    QString file(const char* name) const { return QString::fromStdString(m_folder.path(name)); }

    QString exportedAs(int format)
    {
        Hands hands(*m_window);
        hands.press("Ctrl+E");
        auto* formats = dialog().findChild<QComboBox*>();
        hands.press("Alt+F");
        hands.press("Home");
        for (int i = 0; i < format; ++i)
            hands.pressAgain("Down");
        if (formats->currentIndex() != format)
            qFatal("the format is not chosen");
        hands.press("Return");
        return QGuiApplication::clipboard()->text();
    }

    void addRichEntry()
    {
        TimelineEntry entry;
        entry.start = at("2024-04-23T19:12:00Z");
        entry.precision = Precision::About;
        entry.timeText = "23/04, about a quarter past nine";
        entry.title = "One URL | rises, \"fast\"";
        entry.body = "203.0.113.7 retries with token=hunter2, see ops@example.org";
        entry.type = "diagnosis";
        entry.owner = "Ada";
        entry.tags = {"trigger", "impact"};
        entry.section = "2024-04-23";
        const TimeRange window{at("2024-04-23T19:10:00Z"), at("2024-04-23T19:35:00Z")};
        std::vector<EntryWithEvidence> made{{entry, {evidenceOf(LineReference{1, 120}, "hub-access.log:120"),
                                                     evidenceOf(WindowReference{window, RecordKind::Request, "path = \"/api/x\""}, "path = /api/x")}}};
        session().edit(new AddEntries(session(), std::move(made)));
    }

    static void compare(const std::vector<TimelineEntry>& now, const std::vector<TimelineEntry>& before)
    {
        QCOMPARE(now.size(), before.size());
        for (std::size_t i = 0; i < now.size(); ++i)
            QVERIFY2(carried(now[i]) == before[i], ("read  " + describe(now[i]) + "\nwrote " + describe(before[i])).c_str());
    }

    ImportCase m_folder;
    ImporterRegistry m_registry{builtinImporters()};
    Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(ExportFlowTest)
#include "exportflow_test.moc"
