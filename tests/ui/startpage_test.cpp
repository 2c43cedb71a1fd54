#include "app/store/casefile.h"
#include "importers/builtinimporters.h"
#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/caseopening.h"
#include "ui/dialogs/importdialog.h"
#include "ui/importqueue.h"
#include "ui/mainwindow.h"
#include "ui/models/importmodel.h"
#include "ui/views/messagebanner.h"
#include "ui/views/startpage.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStandardPaths>
#include <QTimer>
#include <QDir>
#include <QTest>


using namespace faultline;
using namespace faultline::test;

class StartPageTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void init()
    {
        Settings settings;
        settings.restoreSession = false;
        settings.recentCases = {QString::fromStdString(m_folder.path("last.faultline"))};
        makeWindow(settings);
    }

    void cleanup()
    {
        m_window->closeCase();
        m_window.reset();
    }

    void theSampleOpensAsACopyAndTheSecondTimeAtOnce()
    {
        const QString copy = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/samples/hub-outage.faultline");
        QFile::remove(copy);
        QElapsedTimer timer;
        timer.start();
        m_window->actions().action("case.sample.hub")->trigger();
        QVERIFY(waitUntil([this] { return m_window->session() != nullptr; }));
        qInfo("the sample was open after %lld ms", timer.elapsed());
        const CaseContents& contents = m_window->session()->contents();
        QCOMPARE(contents.sources.size(), std::size_t(9));
        QCOMPARE(contents.timeline.size(), std::size_t(18));
        QVERIFY(m_window->windowTitle().contains(QStringLiteral("synthetic sample")));
        QVERIFY(!m_window->session()->charts().empty());
        m_window->closeCase();
        timer.restart();
        m_window->actions().action("case.sample.hub")->trigger();
        QVERIFY(m_window->session() != nullptr);
        qInfo("the second time after %lld ms", timer.elapsed());
    }

    void filesBecomeANewCaseByKeyboard()
    {
        const std::string log = m_folder.write("logs/api.log", accessLog(500));
        m_window->openFiles({QString::fromStdString(log)});
        ImportDialog* dialog = m_window->opening().dialog();
        QVERIFY(dialog);
        auto* import = dialog->findChild<QPushButton*>(QStringLiteral("import"));
        QVERIFY(waitUntil([&] { return import->isEnabled(); }));
        QCOMPARE(dialog->newCase(), QString::fromStdString(m_folder.path("api.faultline")));    // beside the last case, not the log
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(waitUntil([this] { return m_window->session() && m_window->session()->contents().counts.requests == 500; }));
        QVERIFY(QFile::exists(QString::fromStdString(m_folder.path("api.faultline"))));
        QVERIFY(waitUntilIdle(m_window->tasks()));
    }

    void pastedTextIsImported()
    {
        QGuiApplication::clipboard()->setText(QString::fromStdString(accessLog(20)));
        m_window->actions().action("case.import.clipboard")->trigger();
        ImportDialog* dialog = m_window->opening().dialog();
        QVERIFY(dialog);
        QVERIFY(waitUntil([&] { return !dialog->isReading(); }));
        QCOMPARE(dialog->model().draft(0).preview.records, std::uint64_t(20));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(waitUntil([this] { return !m_window->opening().dialog(); }));
        QVERIFY(!m_window->session());
    }

    void aCaseThatCannotBeOpenedIsExplainedWithAWayOut_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << file("gone.faultline") << QStringLiteral("no such file");
        QFile junk(file("junk.faultline"));
        QVERIFY(junk.open(QIODevice::WriteOnly));
        junk.write(QByteArray(5000, 'x'));
        junk.close();
        QTest::newRow("not a case") << junk.fileName() << QStringLiteral("not a database");
        QDir().mkpath(file("folder.faultline"));
        QTest::newRow("folder") << file("folder.faultline") << QStringLiteral("is a folder");
    }

    void aCaseThatCannotBeOpenedIsExplainedWithAWayOut()
    {
        QFETCH(QString, path);
        QFETCH(QString, says);
        m_window->opening().openCase(path);
        QVERIFY(!m_window->session());
        QStringList shown;
        for (const auto* label : page()->findChildren<QLabel*>())
            if (label->isVisible())
                shown << label->text();
        QVERIFY2(shown.join(QLatin1Char('\n')).contains(says), qPrintable(shown.join(QLatin1Char('\n'))));
        auto* retry = qobject_cast<QPushButton*>(m_window->focusWidget());
        QVERIFY(retry && retry->text() == QStringLiteral("Try Again"));
        QVERIFY(!QApplication::activeModalWidget());
    }

    void aCaseThatIsOpenElsewhereOpensReadOnlyAndSaysSo()
    {
        SampleCase sample;
        const QString path = sample.path();
        auto other = CaseFile::open(path.toStdString(), OpenMode::Write);
        QVERIFY(other.has_value());
        m_window->opening().openCase(path);
        QVERIFY(m_window->session() && m_window->session()->isReadOnly());
        const QString banner = m_window->findChild<MessageBanner*>()->text();
        QVERIFY2(banner.contains(QStringLiteral("Another window has it open since")), qPrintable(banner));
        m_window->openFiles({file("logs/api.log")});
        QVERIFY(!m_window->opening().dialog());    // nothing can be imported into it
    }

    void recentCasesAreOpenedPinnedAndRemovedByKeyboard()
    {
        {
            auto made = CaseFile::open(m_folder.path("one.faultline"), OpenMode::WriteOrCreate);
            QVERIFY(made.has_value());
        }
        Settings settings;
        settings.restoreSession = false;
        settings.recentCases = {file("gone.faultline"), file("one.faultline")};
        settings.pinnedCases = {file("one.faultline")};
        makeWindow(settings);
        auto* list = page()->findChild<QListWidget*>();
        QCOMPARE(list->count(), 2);
        QCOMPARE(list->item(0)->text(), QStringLiteral("one"));
        QVERIFY(list->item(1)->data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("not there any more")));
        list->setCurrentRow(1);
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(list->count(), 1);
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(m_window->session());
        QCOMPARE(m_window->session()->path(), file("one.faultline"));
    }

    void closingDuringAnImportAsksOnceAndKeepsGoingWhenToldSo()
    {
        const std::string log = m_folder.write("logs/long.log", accessLog(300'000, 3'000));
        SampleCase sample;
        m_window->opening().openCase(sample.path());
        ImportRequest request;
        request.paths = {log};
        m_window->imports().add(request, QStringLiteral("long.log"));
        answerWith(QStringLiteral("Keep Importing"));
        m_window->actions().action("case.close")->trigger();
        QVERIFY(m_window->session() && m_window->imports().isBusy());
        answerWith(QStringLiteral("Cancel Import and Close"));
        m_window->actions().action("case.close")->trigger();
        QVERIFY(!m_window->session());
        QVERIFY(!m_window->imports().isBusy());
    }

private:
    void makeWindow(const Settings& settings)
    {
        m_window = std::make_unique<MainWindow>(settings, QStringLiteral("test"), m_registry, m_theme);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    StartPage* page() const { return m_window->findChild<StartPage*>(); }
    QString file(const char* name) const { return QString::fromStdString(m_folder.path(name)); }

    void answerWith(const QString& label)
    {
        QTimer::singleShot(0, this, [label] {
            QVERIFY(waitUntil([] { return QApplication::activeModalWidget() != nullptr; }));
            for (auto* button : QApplication::activeModalWidget()->findChildren<QPushButton*>())
                if (button->text() == label)
                    return QTest::keyClick(button, Qt::Key_Space);
            QFAIL("there is no such answer");
        });
    }

    ImportCase m_folder;
    Theme m_theme;
    ImporterRegistry m_registry{builtinImporters()};
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(StartPageTest)
#include "startpage_test.moc"
