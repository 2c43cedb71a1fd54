#include "app/base/result.h"    // before <chrono>, which moc cannot read first
#include "importers/builtinimporters.h"
#include "tests/ui/hands.h"
#include "tests/ui/samplecase.h"
#include "ui/caseopening.h"
#include "ui/dialogs/importdialog.h"
#include "ui/importqueue.h"
#include "ui/mainwindow.h"
#include "ui/models/importmodel.h"
#include "ui/windowstyle.h"

#include <QComboBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

/// A JSON file of no known format, from the dropped file to its records and to the next file of the same keys, by keyboard alone.
class UnknownJsonTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        WindowStyle::install(m_theme);
        Settings settings;
        settings.restoreSession = false;
        settings.lastFolder = QString::fromStdString(m_folder.path(""));
        m_window = std::make_unique<MainWindow>(settings, QStringLiteral("unknownjson"), m_registry, m_theme);
        m_window->resize(1280, 720);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanupTestCase()
    {
        m_window->closeCase();
        m_window.reset();
    }

    void aKeyIsGivenAnotherRoleAndTheRecordsAreRequests()
    {
        Hands hands(*m_window);
        hands.drop({file("monday.jsonl", "checkout")});
        QVERIFY(m_window->opening().dialog());
        QVERIFY(waitUntil([this] { return !dialog().isReading(); }));
        QCOMPARE(draft().preview.importer->info().id, std::string_view("json-lines"));
        QCOMPARE(draft().preview.kinds, std::vector<std::string>{"series"});
        QVERIFY(hands.pressUntil("Tab", [&] { return qobject_cast<QTabBar*>(hands.focused()) != nullptr; }));
        hands.press("Right");
        QCOMPARE(dialog().findChild<QTabWidget*>()->currentIndex(), 1);
        QVERIFY(hands.pressUntil("Tab", [&] { return hands.focused()->accessibleName() == QStringLiteral("What column page is"); }));
        auto* box = qobject_cast<QComboBox*>(hands.focused());
        QVERIFY(box);
        hands.press("U");    // by its first letter: "URL path"
        QVERIFY(hands.pressUntil("Down", [&] { return box->currentText() == QStringLiteral("URL path"); }));
        QVERIFY(waitUntil([this] { return !draft().isReading && draft().preview.kinds == std::vector<std::string>{"request"}; }));
        QCOMPARE(hands.focused()->accessibleName(), QStringLiteral("What column page is"));    // still there for the next choice
        QVERIFY(hands.pressUntil("Tab", [&] { return hands.focused()->objectName() == QStringLiteral("import"); }));
        hands.press("Return");
        QVERIFY(waitUntil([this] { return m_window->session() && m_window->session()->contents().sources.size() == 1; }));
        const Source& source = m_window->session()->contents().sources.front();
        QCOMPARE(source.records, std::uint64_t(60));
        QCOMPARE(source.rejected, std::uint64_t(0));
        QVERIFY2(source.options.find("\"path\":\"page\"") != std::string::npos, source.options.c_str());
    }

    void theNextFileOfTheSameKeysAsksAndOneKeyIsTheAnswer()
    {
        Hands hands(*m_window);
        hands.drop({file("tuesday.jsonl", "basket")});
        QVERIFY(m_window->opening().dialog());
        QVERIFY(waitUntil([this] { return !dialog().isReading(); }));
        auto* answer = qobject_cast<QPushButton*>(hands.focused());
        QVERIFY(answer);
        QCOMPARE(answer->text(), QStringLiteral("Use those roles"));
        hands.press("Return");
        const auto* import = dialog().findChild<QPushButton*>(QStringLiteral("import"));
        QVERIFY(waitUntil([&] { return import->isEnabled() && import->hasFocus(); }));
        hands.press("Return");
        QVERIFY(waitUntil([this] { return m_window->session()->contents().sources.size() == 2; }));
        QCOMPARE(m_window->session()->contents().sources.back().records, std::uint64_t(60));
        QCOMPARE(hands.actions(), 3);
    }

    void theirFieldsAreThoseOfRequests()
    {
        const auto source = m_window->session()->contents().sources.back();
        QVERIFY2(source.options.find("\"duration\":\"took\"") != std::string::npos, source.options.c_str());
        QVERIFY2(source.options.find("\"status\":\"code\"") != std::string::npos, source.options.c_str());
    }

private:
    ImportDialog& dialog() { return *m_window->opening().dialog(); }
    const ImportDraft& draft() { return dialog().model().draft(0); }

    QString file(const char* name, const char* page)
    {
        std::string text;
        for (int second = 0; second < 60; ++second) {
            const std::string two = (second < 10 ? "0" : "") + std::to_string(second);
            text += "{\"at\":\"2024-04-23T10:00:" + two + "Z\",\"page\":\"" + page + "\",\"code\":" + (second % 7 == 0 ? "503" : "200") + ",\"took\":"
                + std::to_string(10 + second) + "}\n";
        }
        return QString::fromStdString(m_folder.write(name, text));
    }

    ImportCase m_folder;
    ImporterRegistry m_registry{builtinImporters()};
    Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(UnknownJsonTest)
#include "unknownjson_test.moc"
