#include "tests/ui/windowdriver.h"

#include "app/query/recordcount.h"
#include "app/store/casereader.h"
#include "ui/caseopening.h"
#include "ui/charts/chartstack.h"
#include "ui/charts/timechart.h"
#include "ui/dialogs/importdialog.h"
#include "ui/importqueue.h"
#include "ui/models/breakdownmodel.h"
#include "ui/models/linesmodel.h"
#include "ui/openingmark.h"
#include "ui/views/breakdownview.h"
#include "ui/views/elidedlabel.h"
#include "ui/views/evidenceview.h"
#include "ui/views/filterfield.h"
#include "ui/views/startpage.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>

#include <unistd.h>

using namespace faultline;
using namespace faultline::test;

namespace {

/// A user who may not write what others own; the tests may run as one who may.
class OtherUser {
public:
    OtherUser() : m_isOther(::geteuid() == 0 && ::seteuid(65534) == 0) {}
    ~OtherUser()
    {
        if (m_isOther && ::seteuid(0) != 0)
            qFatal("cannot become root again");
    }
    static bool isPossible() { return ::geteuid() != 0 || OtherUser().m_isOther; }

private:
    bool m_isOther;
};

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

}    // namespace

class BadInputTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_driver = std::make_unique<WindowDriver>(); }
    void cleanup() { m_driver.reset(); }

    void aCaseThatIsOpenElsewhereIsReadAndNotEdited()
    {
        const QString path = m_sample.path();
        auto other = CaseFile::open(path.toStdString(), OpenMode::Write);
        QVERIFY(other.has_value());
        m_driver->window().openCase(path);
        QVERIFY(m_driver->session().isReadOnly());
        QVERIFY2(m_driver->banner().contains(QStringLiteral("Another window has it open since")), qPrintable(m_driver->banner()));
        expectNoEdits();
        QVERIFY(m_driver->shownTexts().contains(QStringLiteral("read-only: open elsewhere")));
        QVERIFY(other->close().has_value());
        m_driver->window().closeCase();
        m_driver->window().openCase(path);
        QVERIFY(!m_driver->session().isReadOnly());
        QVERIFY(m_driver->window().actions().action("timeline.add")->isEnabled());
    }

    void aFileThatMayNotBeWrittenIsRead()
    {
        if (!OtherUser::isPossible())
            QSKIP("there is no other user to be");
        const QString path = m_sample.path();
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther));
        QVERIFY(QFile::setPermissions(QFileInfo(path).absolutePath(), QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup
                                                                        | QFile::ReadOther | QFile::ExeOther));
        const QByteArray before = contentOf(path);
        {
            const OtherUser user;
            m_driver->window().openCase(path);
            QVERIFY2(m_driver->window().session(), qPrintable(m_driver->shownTexts().join(QLatin1Char('\n'))));
            QVERIFY(m_driver->session().isReadOnly());
            QVERIFY2(m_driver->banner().contains(QStringLiteral("cannot be written")), qPrintable(m_driver->banner()));
            expectNoEdits();
            m_driver->window().closeCase();
        }
        QVERIFY(QFile::setPermissions(QFileInfo(path).absolutePath(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QCOMPARE(contentOf(path), before);
    }

    void whatIsNoCaseStaysOnTheStartPageWithAReason_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("says");
        const QString junk = file("junk.faultline");
        write(junk, QByteArray(5000, 'x'));
        QTest::newRow("not a case") << junk << QStringLiteral("not a database");
        const QString cut = file("cut.faultline");
        write(cut, contentOf(m_sample.path()).left(100'000));
        QTest::newRow("cut off") << cut << QStringLiteral("malformed");
        const QString newer = m_sample.path();
        {
            auto made = Database::open(newer.toStdString(), Database::Access::ReadWrite);
            QVERIFY(made && made->execute("PRAGMA user_version = 900; UPDATE case_info SET value = '900' WHERE key = 'min_reader'"));
        }
        QTest::newRow("newer") << newer << QStringLiteral("newer Faultline");
        const QString other = file("addresses.faultline");
        {
            auto made = Database::open(other.toStdString(), Database::Access::Create);
            QVERIFY(made && made->execute("CREATE TABLE address (name TEXT)"));
        }
        QTest::newRow("another program's") << other << QStringLiteral("not a Faultline case");
        QTest::newRow("gone") << file("gone.faultline") << QStringLiteral("no such file");
    }

    void whatIsNoCaseStaysOnTheStartPageWithAReason()
    {
        QFETCH(QString, path);
        QFETCH(QString, says);
        const QByteArray before = QFile::exists(path) ? contentOf(path) : QByteArray();
        m_driver->window().openCase(path);
        QVERIFY(!m_driver->window().session());
        const QString problem = m_driver->named<QLabel>(QStringLiteral("Problem"))->text();
        QVERIFY2(problem.contains(says), qPrintable(problem));
        QVERIFY(!problem.contains(QStringLiteral("faultline-cli")));
        QVERIFY(!QApplication::activeModalWidget());
        QVERIFY(QFile::exists(path) == !before.isEmpty());
        if (!before.isEmpty())
            QCOMPARE(contentOf(path), before);
    }

    void anOpenCaseStaysWhenAnotherCannotBeOpened()
    {
        const QString path = m_sample.path();
        m_driver->window().openCase(path);
        m_driver->window().openCase(file("gone.faultline"));
        QVERIFY(m_driver->window().session());
        QCOMPARE(m_driver->session().path(), path);
        QVERIFY(m_driver->banner().contains(QStringLiteral("no such file")));
    }

    void filesThatAreGoneAreNamedAndTheirLinesStay()
    {
        const QString log = file("gone.log");
        write(log, QByteArray::fromStdString(accessLog(200)));
        openCaseOf({log.toStdString()});
        QVERIFY(QFile::remove(log));
        m_driver->press(Qt::Key_F5);
        QVERIFY(m_driver->isIdle());
        QVERIFY2(m_driver->banner().contains(QStringLiteral("gone.log is not where it was imported from")), qPrintable(m_driver->banner()));
        QVERIFY(!m_driver->window().opening().dialog());
        m_driver->press(Qt::Key_5, Qt::ControlModifier);
        QVERIFY(m_driver->isIdle());
        const LinesModel& lines = evidence()->model();
        QCOMPARE(lines.rowCount(), 200);
        QCOMPARE(lines.text(0), QString::fromStdString(accessLine(0)));
    }

    void filesThatChangedAreOfferedAgain()
    {
        const QString log = file("grows.log");
        write(log, QByteArray::fromStdString(accessLog(200)));
        openCaseOf({log.toStdString()});
        write(log, QByteArray::fromStdString(accessLog(300)));
        m_driver->press(Qt::Key_F5);
        QVERIFY(waitUntil([&] { return m_driver->window().opening().dialog() != nullptr; }));
        ImportDialog* dialog = m_driver->window().opening().dialog();
        QVERIFY(waitUntil([&] { return !dialog->isReading(); }));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(waitUntil([&] { return !m_driver->window().opening().dialog(); }));
        QCOMPARE(m_driver->session().contents().counts.requests, std::uint64_t(200));
        QCOMPARE(m_driver->banner(), QString());
    }

    void aFilterThatCannotBeReadSaysWhereAndTheResultsStay()
    {
        m_driver->window().openCase(m_sample.path());
        QVERIFY(m_driver->isIdle());
        const QString count = m_driver->window().findChild<BreakdownView*>()->model().index(0, 0).data().toString();
        QVERIFY(!count.isEmpty());
        m_driver->press(Qt::Key_L, Qt::ControlModifier);
        m_driver->type(QStringLiteral("status >= and path = x"));
        m_driver->press(Qt::Key_Return);
        QVERIFY(m_driver->isIdle());
        QCOMPARE(m_driver->window().findChild<FilterField*>()->state(), FilterField::State::Broken);
        const auto* problem = m_driver->window().findChild<ElidedLabel*>(QStringLiteral("problem"));
        QVERIFY2(problem->isVisible() && problem->fullText().contains(QStringLiteral("position")), qPrintable(problem->fullText()));
        QCOMPARE(problem->palette().color(problem->foregroundRole()), m_driver->theme().colors().bad);
        QVERIFY(m_driver->session().look().filterText.isEmpty());
        QCOMPARE(m_driver->window().findChild<BreakdownView*>()->model().index(0, 0).data().toString(), count);
    }

    void aWindowWithoutDataSaysSoInEachPanel()
    {
        m_driver->window().openCase(m_sample.path());
        m_driver->session().setView({at("2023-01-01T00:00Z"), at("2023-01-01T01:00Z")});
        m_driver->press(Qt::Key_5, Qt::ControlModifier);
        QVERIFY(m_driver->isIdle());
        QVERIFY(waitUntil([&] { return messageOf(evidence()) == QStringLiteral("There are no lines in this window. Zoom out or choose another time."); }));
        for (const TimeChart* chart : m_driver->window().findChild<ChartStack*>()->findChildren<TimeChart*>())
            QVERIFY2(chart->visibleRegion().isEmpty() || chart->notice().contains(QStringLiteral("No samples in this window")),
                     qPrintable(chart->notice() + QLatin1Char(' ') + chart->accessibleName()));
        m_driver->press(Qt::Key_3, Qt::ControlModifier);
        QVERIFY(m_driver->isIdle());
        QCOMPARE(messageOf(breakdown()), QStringLiteral("There are no such records in this window. Zoom out or choose another time."));
    }

    void aFilterThatLeavesNothingNamesTheConditionThatRemovesTheMost()
    {
        m_driver->window().openCase(m_sample.path());
        CaseSession& session = m_driver->session();
        session.setView({at("2024-04-23T19:00Z"), at("2024-04-23T19:30Z")});
        session.setChips({{QStringLiteral("method = GET"), true}, {QStringLiteral("path = \"/nowhere\""), true}});
        m_driver->press(Qt::Key_5, Qt::ControlModifier);
        QVERIFY(m_driver->isIdle());
        const auto gets = countOf("method = GET");
        const QString message = messageOf(evidence());
        QVERIFY2(message.contains(QStringLiteral("“path = \"/nowhere\"” removes the most")), qPrintable(message));
        QVERIFY2(QString(message).remove(QLatin1Char(',')).contains(QString::number(gets)), qPrintable(message));
        m_driver->press(Qt::Key_3, Qt::ControlModifier);
        QVERIFY(m_driver->isIdle());
        QVERIFY2(messageOf(breakdown()).contains(QStringLiteral("removes the most")), qPrintable(messageOf(breakdown())));
        m_driver->press(Qt::Key_5, Qt::ControlModifier);
        auto* remove = evidence()->findChild<QPushButton*>(QStringLiteral("messageAction"));
        QVERIFY(remove->isVisible());
        remove->setFocus();
        m_driver->press(Qt::Key_Space);
        QVERIFY(m_driver->isIdle());
        QCOMPARE(session.look().chips.size(), std::size_t(1));
        QCOMPARE(static_cast<std::uint64_t>(evidence()->model().rowCount()), gets);
    }

    void anImportThatFailsHalfWayLeavesNothingAndCanBeTriedAgain()
    {
        const QString log = file("half.log.gz");
        const QByteArray whole = QByteArray::fromStdString(packed("raw", "gzip", {{"half.log", accessLog(60'000, 5'000)}}));
        openCaseOf({});
        write(log, whole.left(whole.size() / 2));
        ImportRequest request;
        request.paths = {log.toStdString()};
        ImportQueue& queue = m_driver->window().imports();
        queue.add(request, QStringLiteral("half.log.gz"));
        QVERIFY(waitUntil([&] { return !queue.isBusy(); }));
        QVERIFY(m_driver->isIdle());
        QCOMPARE(queue.tasks().size(), std::size_t(1));
        QCOMPARE(queue.tasks().front().problem.section(QLatin1Char(' '), 0, 5), QStringLiteral("The gzip data is cut off"));
        QVERIFY(queue.tasks().front().problem.endsWith(QStringLiteral("; nothing of it was imported")));
        QVERIFY(m_driver->shownTexts().contains(QStringLiteral("Try again")));
        QVERIFY(m_driver->session().contents().sources.empty());
        CaseReader reader(m_driver->session().file().database());
        QCOMPARE(reader.counts()->requests, std::uint64_t(0));
        write(log, whole);
        auto* retry = m_driver->named<QPushButton>(QStringLiteral("Import half.log.gz again"));
        QVERIFY(retry->isEnabled() && retry->width() >= retry->sizeHint().width());
        retry->setFocus();
        m_driver->press(Qt::Key_Space);
        QVERIFY2(waitUntil([&] { return m_driver->session().contents().counts.requests == 60'000; }),
                 qPrintable(m_driver->shownTexts().join(QLatin1Char('\n'))));
        QVERIFY(queue.tasks().empty());
    }

    void anotherCaseDuringAnImportIsAskedFor()
    {
        openCaseOf({});
        const QString first = m_driver->session().path();
        const QString second = m_sample.path();
        QSignalSpy progressed(&m_driver->window().imports(), &ImportQueue::progressed);
        ImportRequest request;
        const QString log = file("long.log");
        write(log, QByteArray::fromStdString(accessLog(1'000'000, 5'000)));
        request.paths = {log.toStdString()};
        m_driver->window().imports().add(request, QStringLiteral("long.log"));
        QVERIFY(waitUntil([&] { return progressed.count() > 0; }));
        m_driver->answer(QStringLiteral("Keep Importing"));
        m_driver->window().openCase(second);
        QCOMPARE(m_driver->session().path(), first);
        QVERIFY(m_driver->window().imports().isBusy());
        m_driver->answer(QStringLiteral("Cancel Import and Close"));
        m_driver->window().openCase(second);
        QCOMPARE(m_driver->session().path(), second);
        QCOMPARE(m_driver->session().contents().timeline.size(), std::size_t(18));
        auto left = CaseFile::open(first.toStdString(), OpenMode::Write);
        QVERIFY(left.has_value());
        QCOMPARE(left->discardedImports(), 0);    // cancelled in order, not cut off
        const auto sources = CaseReader(left->database()).sources();
        QCOMPARE(sources->size(), std::size_t(0));
    }

    void aCaseThatEndedTheLastStartOpensWithoutItsLook()
    {
        const QString path = m_sample.path();
        m_driver = std::make_unique<WindowDriver>(Settings());
        m_driver->window().openCase(path);
        m_driver->session().setFilterText(QStringLiteral("status >= 500"));
        QVERIFY(m_driver->isIdle());
        m_driver->window().closeCase();
        m_driver->window().openCase(path);
        QCOMPARE(m_driver->session().look().filterText, QStringLiteral("status >= 500"));
        QVERIFY(m_driver->isIdle());
        QVERIFY(waitUntil([&] { return !Settings::isMarkedOpening(WindowDriver::profile(), path); }));    // opened in order
        m_driver->window().closeCase();
        Settings::markOpening(WindowDriver::profile(), path);                    // as a program leaves it that dies while opening
        m_driver = std::make_unique<WindowDriver>(Settings());
        m_driver->window().openCase(path);
        QVERIFY(m_driver->session().look().filterText.isEmpty());
        QVERIFY(!m_driver->session().charts().empty());
        QVERIFY2(m_driver->banner().contains(QStringLiteral("as if for the first time")), qPrintable(m_driver->banner()));
        QVERIFY(Settings::isMarkedOpening(WindowDriver::profile(), path));     // until everything is read
        QVERIFY(m_driver->isIdle());
        QVERIFY(waitUntil([&] { return !Settings::isMarkedOpening(WindowDriver::profile(), path); }));
    }

private:
    QString file(const char* name) const { return QString::fromStdString(m_folder.path(name)); }
    EvidenceView* evidence() const { return m_driver->window().findChild<EvidenceView*>(); }
    BreakdownView* breakdown() const { return m_driver->window().findChild<BreakdownView*>(); }

    QString messageOf(const QWidget* panel) const
    {
        const auto* label = panel->findChild<QLabel*>(QStringLiteral("message"));
        return label->isVisible() ? label->text() : QString();
    }

    /// Opens a case of its own with these files in it.
    void openCaseOf(const std::vector<std::string>& paths)
    {
        ImportCase folder;
        (void)folder.file();
        if (!paths.empty())
            (void)folder.import(paths);
        folder.close();
        const QString path = file(("own" + std::to_string(++m_cases) + ".faultline").c_str());
        if (!QFile::copy(QString::fromStdString(folder.casePath()), path))
            qFatal("cannot copy the case");
        m_driver->window().openCase(path);
        if (!m_driver->window().session())
            qFatal("the case does not open");
    }

    std::uint64_t countOf(const char* expression)
    {
        std::optional<std::uint64_t> count;
        RecordCountRequest request{m_driver->session().window(), *Filter::parse(expression), {}, WindowTime::Written};
        m_driver->session().query<RecordCount>(
            this, QStringLiteral("count"),
            [request, context = m_driver->session().filterContext()](CaseQueries& queries, const TaskControl& control) {
                return countRecords(queries.segments, context, request, control);
            },
            [&](Result<RecordCount> found) { count = found->matching; });
        if (!waitUntil([&] { return count.has_value(); }))
            qFatal("no count");
        return *count;
    }

    /// Greyed out where there is a button for it, told where there is not, and nothing is written.
    void expectNoEdits()
    {
        for (const char* id : {"timeline.add", "timeline.remove", "chart.mark", "evidence.add", "case.removeSource", "case.properties",
                               "view.saveWindow"})
            QVERIFY2(!m_driver->window().actions().action(id)->isEnabled(), id);
        const std::size_t entries = m_driver->session().contents().timeline.size();
        m_driver->session().draftEntry({});
        QVERIFY2(m_driver->banner().contains(QStringLiteral("Save a copy to edit it")), qPrintable(m_driver->banner()));
        QCOMPARE(m_driver->session().contents().timeline.size(), entries);
        m_driver->window().openFiles({QLatin1String(FAULTLINE_SOURCE_DIR "/sample-data/hub-outage/flags.json")});
        QVERIFY(!m_driver->window().opening().dialog());
        QVERIFY2(m_driver->banner().contains(QStringLiteral("Nothing was imported")), qPrintable(m_driver->banner()));
    }

    SampleCase m_sample;
    ImportCase m_folder;
    std::unique_ptr<WindowDriver> m_driver;
    int m_cases = 0;
};

QTEST_MAIN(BadInputTest)
#include "badinput_test.moc"
