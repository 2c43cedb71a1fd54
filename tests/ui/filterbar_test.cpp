#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/models/filtercompletion.h"
#include "ui/views/chiprow.h"
#include "ui/views/elidedlabel.h"
#include "ui/views/filterbar.h"
#include "ui/views/filterfield.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

class FilterBarTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_session = m_sample.open(m_tasks);
        m_window = std::make_unique<QMainWindow>();
        m_actions = new Actions(m_window.get());
        m_bar = new FilterBar(*m_session, *m_actions, m_theme, m_window.get());
        m_window->setCentralWidget(m_bar);
        m_window->resize(1000, 120);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_actions->action("filter.focus")->trigger();
    }

    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void enterAppliesAndTheCountIsThatOfTheCase()
    {
        type("status >= 500");
        QCOMPARE(m_session->look().filterText, QString());
        QCOMPARE(m_bar->field().state(), FilterField::State::Changed);
        QTest::keyClick(&m_bar->field(), Qt::Key_Return);
        QCOMPARE(m_session->look().filterText, QStringLiteral("status >= 500"));
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(m_bar->field().state(), FilterField::State::Applied);
        std::optional<Breakdown> errors;
        BreakdownRequest request;
        request.filter = m_session->filter();
        m_session->query<Breakdown>(
            this, QStringLiteral("errors"),
            [request](CaseQueries& queries, const TaskControl& control) { return breakdown(queries.segments, {}, request, control); },
            [&](Result<Breakdown> found) { errors = *found; });
        QVERIFY(waitUntil([&] { return errors.has_value(); }));
        const QString shown = m_bar->findChild<QLabel*>(QStringLiteral("count"))->text().remove(QLatin1Char(','));
        QCOMPARE(shown, QStringLiteral("%1 of %2").arg(errors->records).arg(m_session->contents().counts.requests));
    }

    void aFilterThatCannotBeReadLeavesTheOldOneInForce()
    {
        m_session->setFilterText(QStringLiteral("method = GET"));
        type("status >");
        QCOMPARE(m_bar->field().state(), FilterField::State::Broken);
        const auto* problem = m_bar->findChild<ElidedLabel*>(QStringLiteral("problem"));
        QVERIFY2(problem->fullText().contains(QStringLiteral("position 9")), qPrintable(problem->fullText()));
        QVERIFY(problem->isVisible());
        QTest::keyClick(&m_bar->field(), Qt::Key_Return);
        QCOMPARE(m_session->look().filterText, QStringLiteral("method = GET"));
        QTest::keyClick(&m_bar->field(), Qt::Key_Escape);
        QTest::keyClick(&m_bar->field(), Qt::Key_Escape);
        QCOMPARE(m_bar->field().text(), QStringLiteral("method = GET"));
        QVERIFY(!problem->isVisible());
    }

    void aFieldThatNoRecordHasIsNamed()
    {
        type("statsu = 500");
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(m_bar->field().state(), FilterField::State::Broken);
        QVERIFY(m_bar->findChild<ElidedLabel*>(QStringLiteral("problem"))->fullText().contains(QStringLiteral("status")));
    }

    void offersFieldsOperatorsAndTheMostFrequentValues()
    {
        type("me");
        QVERIFY(m_bar->field().offered().contains(QStringLiteral("method")));
        QTest::keyClick(&m_bar->field(), Qt::Key_Tab);
        QCOMPARE(m_bar->field().text(), QStringLiteral("method "));
        QVERIFY(m_bar->field().offered().contains(QStringLiteral("=")));
        QTest::keyClicks(&m_bar->field(), QStringLiteral("= "));
        QVERIFY(waitUntil([this] { return m_bar->field().offered().contains(QStringLiteral("GET")); }));
        QCOMPARE(m_bar->field().offered().front(), QStringLiteral("GET"));
        QTest::keyClicks(&m_bar->field(), QStringLiteral("GE"));
        QTest::keyClick(&m_bar->field(), Qt::Key_Tab);
        QCOMPARE(m_bar->field().text(), QStringLiteral("method = GET "));
        QCOMPARE(m_bar->field().offered(), (QStringList{QStringLiteral("and"), QStringLiteral("or")}));
    }

    void knowsWhatStandsAtTheCursor_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("word");
        using Kind = FilterPlace::Kind;
        const auto row = [](const char* text, Kind kind, const char* word) { QTest::newRow(text) << text << static_cast<int>(kind) << word; };
        row("", Kind::Field, "");
        row("sta", Kind::Field, "sta");
        row("status ", Kind::Operator, "");
        row("status >", Kind::Operator, ">");
        row("status >= 5", Kind::Value, "5");
        row("status >= 500 ", Kind::Joint, "");
        row("status >= 500 and not (pa", Kind::Field, "pa");
        row("path = \"/a b", Kind::Value, "/a b");
        row("path = \"/a b\" o", Kind::Joint, "o");
        row("method in (GET, PO", Kind::Value, "PO");
        row("method in (GET) ", Kind::Joint, "");
    }

    void knowsWhatStandsAtTheCursor()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QFETCH(QString, word);
        const FilterPlace place = filterPlaceAt(text, text.size());
        QCOMPARE(static_cast<int>(place.kind), kind);
        QCOMPARE(place.word, word);
    }

    void chipsAreWorkedByKeyboard()
    {
        m_session->setChips({{QStringLiteral("method = GET"), true}, {QStringLiteral("status < 500"), true}, {QStringLiteral("path ~ \"<b>\""), true}});
        chip(0)->setFocus();
        QTest::keyClick(chip(0), Qt::Key_Right);
        QVERIFY(chip(1)->hasFocus());
        QTest::keyClick(chip(1), Qt::Key_Space);
        QVERIFY(!m_session->look().chips[1].isEnabled);
        QVERIFY(chip(1)->hasFocus());
        QTest::keyClick(chip(1), Qt::Key_Delete);
        QCOMPARE(m_session->look().chips.size(), std::size_t(2));
        QVERIFY(chip(1)->hasFocus());
        QVERIFY(chip(1)->accessibleName().contains(QStringLiteral("<b>")));
        QVERIFY(!chip(1)->toolTip().contains(QStringLiteral("<b>")));
        QTest::keyClick(chip(1), Qt::Key_Left);
        QVERIFY(chip(0)->hasFocus());
    }

    void aNewChipKeepsWhatIsBeingTyped()
    {
        type("status >= 5");
        m_session->addChip(QStringLiteral("method = GET"));
        QCOMPARE(m_bar->field().text(), QStringLiteral("status >= 5"));
        QCOMPARE(chips().size(), 1);
    }

private:
    void type(const char* text)
    {
        m_bar->field().clear();
        QTest::keyClicks(&m_bar->field(), QString::fromLatin1(text));
    }

    QList<ChipButton*> chips() const
    {
        QList<ChipButton*> shown;
        for (ChipButton* button : m_bar->findChildren<ChipButton*>())
            if (button->isVisible())
                shown << button;
        return shown;
    }

    ChipButton* chip(int index) const { return chips()[index]; }

    SampleCase m_sample;
    TaskRunner m_tasks;
    Theme m_theme;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<QMainWindow> m_window;
    Actions* m_actions = nullptr;
    FilterBar* m_bar = nullptr;
};

QTEST_MAIN(FilterBarTest)
#include "filterbar_test.moc"
