#include "tests/ui/samplecase.h"
#include "ui/theme.h"
#include "ui/views/loadview.h"

#include <QComboBox>
#include <QImage>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace faultline;
using namespace faultline::test;

namespace {

double luminance(const QColor& color)
{
    const auto linear = [](double share) { return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& left, const QColor& right)
{
    const double high = std::max(luminance(left), luminance(right));
    const double low = std::min(luminance(left), luminance(right));
    return (high + 0.05) / (low + 0.05);
}

}    // namespace

/// Latency against load.
class LoadViewTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup()
    {
        m_view.reset();
        m_session.reset();
    }

    void aStepIsAPointWithItsLoadAndItsLatency()
    {
        open(m_hub, {at("2024-04-23T18:50Z"), at("2024-04-23T20:10Z")});
        QVERIFY(isAnswered());
        const auto& points = m_view->plot().points();
        QVERIFY(points.size() > 100 && points.size() <= 300);
        QVERIFY(std::is_sorted(points.begin(), points.end(), [](const LoadPoint& left, const LoadPoint& right) { return left.at < right.at; }));
        for (std::size_t i = 0; i < points.size(); ++i) {
            QVERIFY(points[i].load > 0);
            QVERIFY(m_view->plot().rect().contains(m_view->plot().positionOf(i).toPoint()));
        }
        QVERIFY(m_view->plot().isLogarithmic());    // from milliseconds to a minute
        const auto slowest = std::max_element(points.begin(), points.end(), [](const LoadPoint& left, const LoadPoint& right) { return left.latency < right.latency; });
        const auto fastest = std::min_element(points.begin(), points.end(), [](const LoadPoint& left, const LoadPoint& right) { return left.latency < right.latency; });
        const auto heightOf = [&](auto point) { return m_view->plot().positionOf(static_cast<std::size_t>(point - points.begin())).y(); };
        QVERIFY(heightOf(slowest) < heightOf(fastest));
    }

    void keysGoThroughTheStepsAndTheChartsFollow()
    {
        open(m_hub, {at("2024-04-23T18:50Z"), at("2024-04-23T20:10Z")});
        QVERIFY(isAnswered());
        const auto points = m_view->plot().points();
        QTest::keyClick(&m_view->plot(), Qt::Key_Home);
        QCOMPARE(m_session->look().cursor, std::optional(points.front().at));
        QTest::keyClick(&m_view->plot(), Qt::Key_Down);
        QCOMPARE(m_session->look().cursor, std::optional(points[1].at));
        QVERIFY2(m_view->reading().contains(QStringLiteral("/s")), qPrintable(m_view->reading()));
        QCOMPARE(m_view->plot().accessibleDescription(), m_view->reading());
        QTest::keyClick(&m_view->plot(), Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&m_view->plot(), Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(m_session->look().selection);
        QCOMPARE(m_session->look().selection->begin, points[1].at);
        QVERIFY(m_session->look().selection->contains(points[3].at) && !m_session->look().selection->contains(points[4].at));
        QVERIFY(m_view->isSettled());    // a brush asks nothing anew
        QCOMPARE(m_view->plot().points().size(), points.size());
        QTest::keyClick(&m_view->plot(), Qt::Key_End);
        QCOMPARE(m_session->look().cursor, std::optional(points.back().at));
    }

    void aChangeOfTheWindowColoursItsSides()
    {
        open(m_flag, {at("2023-05-10T22:00Z"), at("2023-05-11T09:00Z")});
        QVERIFY(isAnswered());
        QComboBox& colours = m_view->colours();
        QVERIFY(colours.count() > 1);
        const int deploy = colours.findText(QStringLiteral("Deploy"), Qt::MatchContains);
        QVERIFY(deploy > 0);
        colours.setCurrentIndex(deploy);
        emit colours.activated(deploy);
        const LoadPlot& plot = m_view->plot();
        const Event* event = m_session->contents().event(colours.currentData().toLongLong());
        QVERIFY(event);
        const auto first = plot.colorOf(0);
        for (std::size_t i = 0; i < plot.points().size(); ++i)
            QCOMPARE(plot.colorOf(i) == first, plot.points()[i].at < event->start.utc);
    }

    void sidesAreBeforeDuringAndAfter()
    {
        const std::vector<LoadPoint> points{{at("2024-04-23T10:00Z"), 1, 1}, {at("2024-04-23T11:00Z"), 1, 1}, {at("2024-04-23T12:00Z"), 1, 1}};
        Event flag;
        flag.kind = "flag";
        flag.start.utc = at("2024-04-23T10:30Z");
        QVERIFY(sidesOf(points, flag) == (std::vector{ChangeSide::Before, ChangeSide::After, ChangeSide::After}));
        flag.openEnd = true;
        QVERIFY(sidesOf(points, flag) == (std::vector{ChangeSide::Before, ChangeSide::During, ChangeSide::During}));
        flag.openEnd = false;
        flag.end = RecordTime{};
        flag.end->utc = at("2024-04-23T12:00Z");
        QVERIFY(sidesOf(points, flag) == (std::vector{ChangeSide::Before, ChangeSide::During, ChangeSide::After}));
    }

    void anEmptyWindowSaysSo()
    {
        open(m_hub, {at("2024-04-20T10:00Z"), at("2024-04-20T11:00Z")});
        QVERIFY(waitUntil([this] { return m_view->isSettled(); }));
        QVERIFY2(m_view->message().startsWith(QStringLiteral("No record with a duration")), qPrintable(m_view->message()));
    }

    void coloursOfTimeAreInOrderWithoutColour_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void coloursOfTimeAreInOrderWithoutColour()
    {
        QFETCH(bool, isDark);
        const QColor ground = (isDark ? Theme::dark() : Theme::light()).background;
        double last = luminance(LoadPlot::timeColor(0, isDark));
        for (int i = 0; i <= 20; ++i) {
            const QColor color = LoadPlot::timeColor(i / 20.0, isDark);
            QVERIFY2(contrast(color, ground) >= 3, qPrintable(color.name()));
            QVERIFY(isDark ? luminance(color) >= last : luminance(color) <= last);
            last = luminance(color);
        }
    }

private:
    void open(SampleCase& sample, TimeRange view)
    {
        m_session = sample.open(m_tasks);
        m_session->setView(view);
        m_view = std::make_unique<LoadView>(*m_session, m_theme, nullptr);
        m_view->resize(800, 300);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    bool isAnswered() { return waitUntil([this] { return m_view->isSettled() && !m_view->plot().points().empty(); }); }

    SampleCase m_hub;
    SampleCase m_flag{"flag-rollout"};
    TaskRunner m_tasks;
    Theme m_theme;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<LoadView> m_view;
};

QTEST_MAIN(LoadViewTest)
#include "loadview_test.moc"
