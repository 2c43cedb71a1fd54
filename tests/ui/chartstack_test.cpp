#include "tests/ui/chartsupport.h"
#include "ui/charts/chartheader.h"
#include "ui/charts/chartmenu.h"
#include "ui/charts/chartpicture.h"
#include "ui/charts/eventlane.h"
#include "ui/charts/heatmapcontent.h"
#include "ui/charts/linecontent.h"
#include "ui/charts/linelabels.h"
#include "ui/charts/stackedcontent.h"
#include "ui/charts/timeaxisbar.h"
#include "ui/charts/timeticks.h"
#include "ui/dialogs/addchartdialog.h"
#include "ui/dialogs/comparedialog.h"
#include "ui/dialogs/derivedseriesdialog.h"
#include "ui/linemime.h"

#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSvgRenderer>
#include <QTemporaryDir>

#include <cmath>

using namespace faultline;
using namespace faultline::test;

namespace {

/// A line of known values, one a second from `begin`.
class FixedLine final : public LineData {
public:
    FixedLine(Timestamp begin, std::vector<double> values) : m_begin(begin)
    {
        std::vector<Sample> samples;
        for (std::size_t i = 0; i < values.size(); ++i)
            samples.push_back({begin + std::chrono::seconds(i), values[i]});
        m_pyramid = SeriesPyramid(std::move(samples), std::chrono::seconds(1));
        setState(State::Ready);
    }
    std::vector<Sample> points(TimeRange window, std::size_t count) const override { return m_pyramid.points(window, count); }
    std::optional<Sample> at(Timestamp time) const override { return m_pyramid.at(time); }
    std::optional<SeriesPyramid::Extent> extent(TimeRange window) const override { return m_pyramid.extent(window); }
    std::optional<double> mean(TimeRange) const override { return {}; }
    std::size_t samplesIn(TimeRange) const override { return m_pyramid.size(); }
    std::string unit() const override { return "1"; }
    TimeRange range() const override { return m_pyramid.range(); }
    Nanoseconds step() const override { return std::chrono::seconds(1); }

private:
    Timestamp m_begin;
    SeriesPyramid m_pyramid;
};

}    // namespace

/// What the charts show.
class ChartStackTest : public QObject {
    Q_OBJECT

private slots:
    void allChartsShowTheSameRangeOfTime()
    {
        Stack s(m_sample, m_tasks);
        QVERIFY(s.isReady);
        QVERIFY(s.stack->charts().size() >= 5);
        s.session->setView({at("2024-04-23T19:00Z"), at("2024-04-23T19:40Z")});
        s.stack->refreshNow();
        for (TimeChart* chart : s.stack->charts()) {
            if (chart->isStale)
                continue;    // out of sight
            QCOMPARE(chart->plot().timeOf(chart->plot().xAxis->range().lower), at("2024-04-23T19:00Z"));
            QCOMPARE(chart->plot().timeOf(chart->plot().xAxis->range().upper), at("2024-04-23T19:40Z"));
            QCOMPARE(chart->plot().plotRect().left(), s.chart(0).plot().plotRect().left());
            QCOMPARE(chart->plot().plotRect().right(), s.chart(0).plot().plotRect().right());
        }
    }

    void linesJoinAChartOfTheSameUnitOnly()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::Rate))});
        const int id = s.chart(0).spec().id;
        s.stack->addLines({recordsLine(RecordKind::Request, Measure::Errors)}, &s.chart(0), 0);
        QCOMPARE(s.session->charts().size(), std::size_t(1));
        QCOMPARE(s.session->charts()[0].lines.size(), std::size_t(2));
        s.stack->addLines({recordsLine(RecordKind::Request, Measure::DurationP95)}, s.stack->chart(id), 0);
        QCOMPARE(s.session->charts().size(), std::size_t(2));
        QCOMPARE(s.session->charts()[0].lines.size(), std::size_t(2));
        for (const LineSpec& line : ChartMenu::linesThatFit(s.session->charts()[0], *s.session))
            QCOMPARE(unitOf(line, s.session->contents()), std::string("1/s"));
    }

    void aDroppedLineJoinsOrStandsBetween()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::Rate)), chartOf(recordsLine(RecordKind::Request, Measure::DurationP95))});
        const std::unique_ptr<QMimeData> errors(mimeDataOf({recordsLine(RecordKind::Request, Measure::Errors)}));
        QCOMPARE(linesOf(errors.get()), std::vector<LineSpec>{recordsLine(RecordKind::Request, Measure::Errors)});
        const auto dropAt = [&](QPoint place) {
            QDragEnterEvent enter(place, Qt::CopyAction, errors.get(), Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(s.stack, &enter);
            QDropEvent event(place, Qt::CopyAction, errors.get(), Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(s.stack, &event);
        };
        dropAt(s.chart(0).mapTo(s.stack, s.chart(0).rect().center()));
        QCOMPARE(s.session->charts()[0].lines.size(), std::size_t(2));
        dropAt(s.chart(1).mapTo(s.stack, s.chart(1).rect().center() - QPoint(0, 4)));    // another unit: a chart of its own
        QCOMPARE(s.session->charts().size(), std::size_t(3));
        QCOMPARE(s.session->charts()[1].lines.front().measure, Measure::Errors);
    }

    void theOverlayShowsEarlierValuesAtTheShiftedTime()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::Rate))});
        const Nanoseconds day = std::chrono::hours(24);
        s.session->setView({at("2024-04-23T06:00Z"), at("2024-04-23T14:00Z")});
        s.session->setOverlay(day);
        s.stack->refreshNow();
        LineLibrary library(*s.session);
        const auto data = library.line(s.chart(0).spec().lines.front());
        QVERIFY(waitUntil([&] { return data->state() == ChartData::State::Ready; }));
        ChartPlot& plot = s.chart(0).plot();
        const auto overlay = plot.graph(0)->data();
        QVERIFY(overlay->size() > 100);
        int compared = 0;
        for (auto point = overlay->constBegin(); point != overlay->constEnd(); ++point) {
            const Timestamp shown = plot.timeOf(point->key);
            const auto earlier = data->at(std::chrono::round<std::chrono::seconds>(shown - day));
            if (std::isnan(point->value) || !earlier)
                continue;
            QCOMPARE(point->value, earlier->value);
            ++compared;
        }
        QVERIFY(compared > 100);
        QVERIFY(s.chart(0).header().text().note.contains(QStringLiteral("22 Apr")));
        s.actions.action("analyse.compareOff")->trigger();
        s.stack->refreshNow();
        QVERIFY(!plot.graph(0)->visible());
    }

    void aHeatmapCellHoldsAsManyRequestsAsCountingThemGives()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::DurationP95), ChartShape::Heatmap)});
        auto* content = qobject_cast<HeatmapContent*>(s.chart(0).content());
        QVERIFY(content);
        QVERIFY(waitUntil([&] { return content->state() == ChartData::State::Ready; }));
        LineLibrary library(*s.session);
        const auto data = library.heatmap(s.chart(0).spec().lines.front());
        QVERIFY(waitUntil([&] { return data->state() == ChartData::State::Ready; }));
        const DurationHeatmap& heatmap = data->heatmap();
        const auto fullest = static_cast<std::size_t>(std::max_element(heatmap.counts.begin(), heatmap.counts.end()) - heatmap.counts.begin());
        const Timestamp time = heatmap.begin + heatmap.step * static_cast<std::int64_t>(fullest / heatmap.bins) + heatmap.step / 2;
        const double bin = static_cast<double>(fullest % heatmap.bins) + 0.5;
        const auto cell = content->cellAt(time, std::log10(static_cast<double>(heatmap.lowest.count()) * 1e-9) + bin / heatmap.binsPerDecade);
        QVERIFY(cell.has_value());
        RecordSeriesRequest request;
        request.window = {time - heatmap.step / 2, time - heatmap.step / 2 + heatmap.step};
        request.step = heatmap.step;
        const auto ns = [](double seconds) { return std::to_string(std::llround(seconds * 1e9)) + "ns"; };
        request.filter = *Filter::parse("duration_ns >= " + ns(cell->fastest) + " and duration_ns < " + ns(cell->slowest));
        double counted = -1;
        s.session->query<RecordSeries>(
            this, QStringLiteral("brute"),
            [&](CaseQueries& queries, const TaskControl& control) { return recordSeries(queries.segments, {}, request, control); },
            [&](Result<RecordSeries> series) {
                counted = 0;
                for (const Sample& sample : series->samples)
                    counted += sample.value * static_cast<double>(series->step.count()) * 1e-9;
            });
        QVERIFY(waitUntil([&] { return counted >= 0; }));
        QCOMPARE(std::llround(counted), static_cast<long long>(cell->count));
        QVERIFY(content->textAt(time, std::log10(cell->slowest) - 0.01).contains(valueText(cell->count, {})));
    }

    void stackedLayersAddUpToTheRate()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::Rate), ChartShape::Stacked)});
        auto* content = qobject_cast<StackedContent*>(s.chart(0).content());
        QVERIFY(content);
        QVERIFY(waitUntil([&] { return content->state() == ChartData::State::Ready; }));
        const StackedData& data = content->data();
        const std::size_t buckets = data.layers().front().perSecond.size();
        RecordSeriesRequest request;
        request.window = {data.begin(), data.begin() + data.step() * static_cast<std::int64_t>(buckets)};
        request.step = data.step();
        std::vector<Sample> rate;
        s.session->query<RecordSeries>(
            this, QStringLiteral("rate"),
            [&](CaseQueries& queries, const TaskControl& control) { return recordSeries(queries.segments, {}, request, control); },
            [&](Result<RecordSeries> series) { rate = series->samples; });
        QVERIFY(waitUntil([&] { return !rate.empty(); }));
        double largest = 0;
        for (std::size_t i = 0; i < std::min(buckets, rate.size()); ++i) {
            double sum = 0;
            for (const StackedData::Layer& layer : data.layers())
                sum += layer.perSecond[i];
            QVERIFY2(std::abs(sum - rate[i].value) < 1e-6, qPrintable(QStringLiteral("bucket %1: %2, %3").arg(i).arg(sum).arg(rate[i].value)));
            largest = std::max(largest, sum);
        }
        QVERIFY(largest > 0);
        QVERIFY(s.chart(0).plot().yAxis->range().upper >= largest * 0.99 || largest > 0);
    }

    void aClickOnALabelShowsOnlyThatLineAndControlTogglesIt()
    {
        ChartSpec two = chartOf(recordsLine(RecordKind::Request, Measure::Rate));
        two.lines.push_back(recordsLine(RecordKind::Request, Measure::Errors));
        Stack s(m_sample, m_tasks, {two});
        TimeChart& chart = s.chart(0);
        const auto isShown = [&](int line) { return chart.plot().graph(line * 3 + 1)->visible(); };
        QVERIFY(isShown(0) && isShown(1));
        s.key(Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), &chart.labels());
        s.key(Qt::Key_Down);
        s.key(Qt::Key_Space);
        QVERIFY(isShown(0) && !isShown(1));
        s.key(Qt::Key_Space);
        QVERIFY(isShown(0) && isShown(1));
        s.key(Qt::Key_Return);
        QVERIFY(!isShown(0) && isShown(1));
        s.key(Qt::Key_Return);
        QVERIFY(isShown(0) && isShown(1));
        s.key(Qt::Key_Delete);
        QCOMPARE(s.session->charts()[0].lines.size(), std::size_t(1));
    }

    void theLogarithmicAxisIsOfferedOverThreeDecadesAndTakenByL()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::DurationP95))});
        s.session->fitAll();
        s.stack->refreshNow();
        QVERIFY(s.chart(0).offersLogarithmic());
        s.key(Qt::Key_L);
        QCOMPARE(s.chart(0).plot().yAxis->scaleType(), QCPAxis::stLogarithmic);
        QVERIFY(s.chart(0).plot().yAxis->range().lower > 0);
        QVERIFY(!s.chart(0).offersLogarithmic());
        s.key(Qt::Key_L);
        QCOMPARE(s.chart(0).plot().yAxis->scaleType(), QCPAxis::stLinear);
    }

    void gapsAreNotBridged()
    {
        const Timestamp begin = at("2024-04-23T19:00Z");
        std::vector<double> values(600, 5.0);
        for (std::size_t i = 200; i < 400; ++i)
            values[i] = std::nan("");
        Theme theme;
        ChartPlot plot(theme, begin, nullptr);
        plot.resize(900, 120);
        plot.setMargins({100, 100}, 10, 10);
        const TimeRange view{begin, begin + std::chrono::seconds(600)};
        plot.setView(view);
        LineContent content(plot, theme, {{std::make_shared<FixedLine>(begin, values), QStringLiteral("fixed"), 0}}, LineContent::Fill::None, nullptr);
        content.show({view, {}, AxisScale::Linear});
        plot.setValues({0, 10}, AxisScale::Linear, {});
        const QImage image = plot.toPixmap(900, 120).toImage();
        const int y = static_cast<int>(plot.yAxis->coordToPixel(5));
        const auto isDrawn = [&](double share) {
            const int x = plot.plotRect().left() + static_cast<int>(plot.plotRect().width() * share);
            for (int near = y - 2; near <= y + 2; ++near)
                if (image.pixelColor(x, near).saturation() > 60)
                    return true;
            return false;
        };
        QVERIFY(isDrawn(0.2));
        QVERIFY(!isDrawn(0.5));
        QVERIFY(isDrawn(0.8));
    }

    void aComparedMomentShowsTheMeansBeforeAndAfterIt()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::Rate))});
        const ComparedMoment moment{at("2024-04-23T19:15Z"), QStringLiteral("deploy"), std::chrono::minutes(10)};
        s.session->setComparedMoment(moment);
        s.stack->refreshNow();
        LineLibrary library(*s.session);
        const auto data = library.line(s.chart(0).spec().lines.front());
        QVERIFY(waitUntil([&] { return data->state() == ChartData::State::Ready; }));
        double sums[2] = {0, 0};
        int counts[2] = {0, 0};
        for (const Sample& sample : data->points({moment.at - moment.span, moment.at + moment.span}, 100'000)) {
            if (std::isnan(sample.value) || sample.time < moment.at - moment.span || sample.time >= moment.at + moment.span)
                continue;
            const int side = sample.time < moment.at ? 0 : 1;
            sums[side] += sample.value;
            ++counts[side];
        }
        const auto& levels = s.chart(0).plot().marks().marks.levels;
        QCOMPARE(levels.size(), std::size_t(1));
        QVERIFY(counts[0] > 10 && counts[1] > 10);
        QVERIFY(std::abs(levels[0].before - sums[0] / counts[0]) < 1e-9 * std::max(1.0, levels[0].before));
        QVERIFY(std::abs(levels[0].after - sums[1] / counts[1]) < 1e-9 * std::max(1.0, levels[0].after));
        QVERIFY(levels[0].text.contains(valueText(levels[0].after, "1/s")));
        s.key(Qt::Key_Escape);
        QVERIFY(s.chart(0).plot().marks().marks.levels.empty());
    }

    void eventLinesStandAtTheSelectedEventOrAtAll()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::Rate))});
        const TimelineEntry entry = s.session->contents().timeline.front();
        s.session->selectEntry(entry.id);
        s.stack->refreshNow();
        const auto& lines = s.chart(0).plot().marks().marks.eventLines;
        QCOMPARE(lines.size(), std::size_t(1));
        QCOMPARE(lines.front().at, entry.start);
        s.key(Qt::Key_V);
        QCOMPARE(lines.size(), s.session->contents().timeline.size() + s.session->contents().events.size());
        s.key(Qt::Key_V);
        QVERIFY(lines.empty());
    }

    void anEmptyWindowSaysWhereTheDataIs()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::Rate))});
        const Timestamp end = s.session->contents().range.end;
        s.session->setView({end + std::chrono::hours(24), end + std::chrono::hours(25)});
        s.stack->refreshNow();
        QVERIFY2(s.chart(0).notice().contains(QStringLiteral("No samples")), qPrintable(s.chart(0).notice()));
        QVERIFY(s.chart(0).notice().contains(QStringLiteral("2024")));
        s.key(Qt::Key_End);
        QVERIFY(waitUntil([&] { return s.chart(0).notice().isEmpty(); }));
    }

    void picturesAreWrittenInEveryFormat()
    {
        Stack s(m_sample, m_tasks);
        QTemporaryDir folder;
        const ChartPicture picture(*s.stack, *s.session, s.theme);
        QVERIFY(picture.caption().first().contains(QStringLiteral("UTC")));
        for (const char* suffix : {"png", "svg", "pdf"}) {
            const QString path = folder.filePath(QStringLiteral("charts.") + QLatin1String(suffix));
            QVERIFY(picture.save(path).has_value());
            QVERIFY(QFile(path).size() > 5000);
        }
        QSvgRenderer svg(folder.filePath(QStringLiteral("charts.svg")));
        QVERIFY(svg.isValid());
        QCOMPARE(svg.viewBox().size(), picture.size());
        const QImage image(folder.filePath(QStringLiteral("charts.png")));
        QCOMPARE(image.size(), picture.size() * 2);
        QFile pdf(folder.filePath(QStringLiteral("charts.pdf")));
        QVERIFY(pdf.open(QIODevice::ReadOnly));
        QVERIFY(pdf.readLine().startsWith("%PDF-1."));
        QVERIFY(!picture.save(folder.filePath(QStringLiteral("absent/charts.png"))).has_value());
    }

    void theAxisNamesItsZoneItsDaysAndChangesOfTheOffset()
    {
        const auto paris = *TimeZone::named("Europe/Paris");
        const auto ticks = timeTicks({at("2024-04-22T14:00Z"), at("2024-04-24T06:00Z")}, paris, 8);
        QVERIFY(ticks.size() >= 4 && ticks.size() <= 9);
        for (const TimeTick& tick : ticks)
            QCOMPARE(tick.startsDay, tick.text == QStringLiteral("00:00"));
        QCOMPARE(std::count_if(ticks.begin(), ticks.end(), [](const TimeTick& tick) { return !tick.date.isEmpty(); }), std::ptrdiff_t(3));
        QCOMPARE(dayStarts({at("2024-04-22T18:00Z"), at("2024-04-24T06:00Z")}, paris).front(), at("2024-04-22T22:00Z"));
        const auto changes = offsetChanges({at("2024-03-30T00:00Z"), at("2024-04-02T00:00Z")}, paris);
        QCOMPARE(changes.size(), std::size_t(1));
        QCOMPARE(changes.front().at, at("2024-03-31T01:00Z"));
        QCOMPARE(changes.front().text, QStringLiteral("+01:00 → +02:00"));
        Stack s(m_sample, m_tasks);
        s.session->setZone(paris);
        QCOMPARE(s.stack->axis().zoneText(), QStringLiteral("CEST (+02:00)"));
    }

    void valuesAreWrittenInTheFormOfTheirUnit_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<QString>("text");
        QTest::newRow("rate") << 812.4 << QByteArray("1/s") << QStringLiteral("812");
        QTest::newRow("count") << 11840.0 << QByteArray("1") << QStringLiteral("11 840");
        QTest::newRow("millions") << 2.5e6 << QByteArray("1") << QStringLiteral("2.5 M");
        QTest::newRow("bytes a second") << 1.9e9 << QByteArray("By/s") << QStringLiteral("1.9 GB/s");
        QTest::newRow("milliseconds") << 0.0123 << QByteArray("s") << QStringLiteral("12.3 ms");
        QTest::newRow("a metric in milliseconds") << 6200.0 << QByteArray("ms") << QStringLiteral("6.2 s");
        QTest::newRow("percent") << 4.25 << QByteArray("%") << QStringLiteral("4.25 %");
        QTest::newRow("nothing") << std::nan("") << QByteArray("s") << QStringLiteral("–");
        QTest::newRow("zero") << 0.0 << QByteArray("s") << QStringLiteral("0 s");
    }

    void valuesAreWrittenInTheFormOfTheirUnit()
    {
        QFETCH(double, value);
        QFETCH(QByteArray, unit);
        QFETCH(QString, text);
        QString written = valueText(value, unit.toStdString());
        written.replace(QChar(0x00a0), QLatin1Char(' ')).replace(QChar(0x2009), QLatin1Char(' '));
        QCOMPARE(written, text);
    }

    void ticksAreRoundAndFew()
    {
        for (const double high : {0.0007, 0.3, 7.0, 12.0, 980.0, 47'000.0, 3.1e9}) {
            const ValueRange range = roundedRange(0, high, "By/s", AxisScale::Linear);
            QVERIFY(range.high >= high && range.high <= high * 2.1);
            for (const int most : {2, 3, 4}) {
                const auto ticks = valueTicks(range, "By/s", AxisScale::Linear, most);
                QVERIFY(ticks.size() >= 2 && ticks.size() <= static_cast<std::size_t>(most));
            }
        }
    }

    void dialogsMakeLinesOfFittingUnits()
    {
        Stack s(m_sample, m_tasks);
        AddChartDialog add(*s.session, s.stack);
        QVERIFY(!add.lines().empty());
        const auto edits = add.findChildren<QLineEdit*>();
        edits.last()->setText(QStringLiteral("status>=500"));
        QCOMPARE(add.lines().front().filter, std::string("status>=500"));
        ChartSpec two = chartOf(recordsLine(RecordKind::Request, Measure::Errors));
        two.lines.push_back(recordsLine(RecordKind::Request, Measure::Rate));
        DerivedSeriesDialog derived(*s.session, &two, s.stack);
        const auto line = derived.line();
        QVERIFY(line.has_value());
        QCOMPARE(line->kind, LineKind::Derived);
        QCOMPARE(line->operands.size(), std::size_t(2));
        CompareDialog compare(*s.session, s.stack);
        QCOMPARE(compare.shift(), std::optional<Nanoseconds>(std::chrono::hours(24)));
        compare.findChild<QLineEdit*>()->setText(QStringLiteral("2024-04-22T07:00Z"));
        QCOMPARE(compare.shift(), std::optional<Nanoseconds>(secondCrash.begin - at("2024-04-22T07:00Z")));
    }

    void everyChartSaysWhatItShows()
    {
        Stack s(m_sample, m_tasks);
        s.session->setCursor(at("2024-04-23T19:30Z"));
        s.stack->refreshNow();
        for (TimeChart* chart : s.stack->charts()) {
            QVERIFY(!chart->accessibleName().isEmpty());
            QCOMPARE(chart->focusPolicy(), Qt::StrongFocus);
        }
        const QString summary = s.chart(0).summary();
        QVERIFY2(summary.contains(s.chart(0).labels().labels().front().value), qPrintable(summary));
        QVERIFY2(summary.contains(QStringLiteral("19:30")), qPrintable(summary));
    }

private:
    SampleCase m_sample;
    TaskRunner m_tasks;
};

QTEST_MAIN(ChartStackTest)
#include "chartstack_test.moc"
