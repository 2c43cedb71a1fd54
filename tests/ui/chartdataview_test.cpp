#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/models/chartdatamodel.h"
#include "ui/views/chartdataview.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMimeData>
#include <QTest>

#include <cmath>

using namespace faultline;
using namespace faultline::test;

class ChartDataViewTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_session = m_sample.open(m_tasks);
        m_window = std::make_unique<QMainWindow>();
        auto* actions = new Actions(m_window.get());
        m_view = new ChartDataView(*m_session, *actions, m_theme, m_window.get());
        m_window->setCentralWidget(m_view);
        m_session->setZone(*TimeZone::named("Europe/Paris"));
        m_session->setView({at("2024-04-23T19:00Z"), at("2024-04-23T20:00Z")});
        m_window->resize(800, 400);
        m_window->show();
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void showsEverySampleOfTheSelectedChartInTheZoneOfTheCase()
    {
        const SeriesInfo& info = seriesNamed("db_network_out_bytes_per_second");
        m_session->addLine(recordsLine(RecordKind::Request, Measure::Rate));
        m_session->addLine(metricLine(info.id));
        m_session->selectChart(m_session->charts()[1].id);
        QAbstractItemModelTester tester(&m_view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(waitUntil([&] { return model().rowCount() == 60; }));
        CaseReader reader(m_session->file().database());
        const auto samples = reader.samples(info.id, m_session->view());
        QVERIFY(samples);
        for (std::size_t row = 0; row < samples->size(); ++row)
            QCOMPARE(model().table().columns[0].values[row], (*samples)[row].value);
        QVERIFY(text(0, 0).contains(QStringLiteral("21:00")));
        QVERIFY(model().headerData(0, Qt::Horizontal).toString().contains(QStringLiteral("+02:00")));
        QVERIFY(model().headerData(1, Qt::Horizontal).toString().endsWith(QStringLiteral("By/s")));
        QCOMPARE(model().table().rows, ChartTable::Rows::Every);
    }

    void saysWhenRowsAreLeftOutAndKeepsTheExtremes()
    {
        m_session->fitAll();
        m_session->addLine(recordsLine(RecordKind::Request, Measure::Rate));
        QVERIFY(waitUntil([&] { return model().rowCount() > 300; }));
        QVERIFY(model().rowCount() <= 5000);
        QCOMPARE(model().table().rows, ChartTable::Rows::Reduced);
        LineLibrary library(*m_session);
        const auto line = library.line(recordsLine(RecordKind::Request, Measure::Rate));
        const std::vector<double>& values = model().table().columns[0].values;
        QCOMPARE(*std::max_element(values.begin(), values.end()), line->extent(m_session->view())->largest);
    }

    void linesOfDifferentTimesShareRows()
    {
        m_session->addLine(metricLine(seriesNamed("db_network_out_bytes_per_second").id));
        const int chart = m_session->charts()[0].id;
        std::vector<ChartSpec> charts = m_session->charts();
        charts[0].lines.push_back(metricLine(seriesNamed("connections").id));
        m_session->setCharts(charts);
        m_session->selectChart(chart);
        QVERIFY(waitUntil([&] { return model().columnCount() == 3 && model().rowCount() >= 60; }));
        const auto missing = [&](int column) {
            const std::vector<double>& values = model().table().columns[static_cast<std::size_t>(column)].values;
            return std::count_if(values.begin(), values.end(), [](double value) { return std::isnan(value); });
        };
        QVERIFY(waitUntil([&] { return missing(1) > 0 && missing(1) < model().rowCount(); }));
    }

    void copiesAsMarkdownAndCsvWithOffsets()
    {
        m_session->addLine(metricLine(seriesNamed("db_network_out_bytes_per_second").id));
        QVERIFY(waitUntil([&] { return model().rowCount() == 60; }));
        m_view->copyMarkdown();
        const QMimeData* copied = QApplication::clipboard()->mimeData();
        QVERIFY(copied->text().startsWith(QLatin1Char('|')));
        QVERIFY(copied->text().contains(QStringLiteral("2024-04-23T21:00:00+02:00")));
        QCOMPARE(copied->text().trimmed().count(QLatin1Char('\n')), 61);
        m_view->copy();
        QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("text/csv")));
    }

    void stackedChartsAndHeatmapsAreTablesToo()
    {
        ChartSpec chart;
        chart.lines = {recordsLine(RecordKind::Request, Measure::Rate)};
        chart.shape = ChartShape::Stacked;
        m_session->selectChart(m_session->addChart(chart));
        QVERIFY(waitUntil([&] { return model().columnCount() == 8 && model().rowCount() > 100; }));
        chart.shape = ChartShape::Heatmap;
        m_session->selectChart(m_session->addChart(chart));
        QVERIFY(waitUntil([&] { return model().columnCount() > 8 && model().rowCount() > 100; }));
    }

    void saysWhatToDoWhenThereIsNothing()
    {
        const auto says = [&](const QString& words) {
            const auto labels = m_view->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) { return label->isVisible() && label->text().contains(words); });
        };
        QVERIFY(waitUntil([&] { return says(QStringLiteral("no charts")); }));
        m_session->addLine(metricLine(seriesNamed("connections").id));
        m_session->setView({at("2030-01-01T00:00Z"), at("2030-01-02T00:00Z")});
        QVERIFY(waitUntil([&] { return says(QStringLiteral("Ctrl+0")); }));
    }

private:
    const ChartDataModel& model() const { return m_view->model(); }
    QString text(int row, int column) const { return model().data(model().index(row, column)).toString(); }
    const SeriesInfo& seriesNamed(const char* name) const
    {
        const auto& series = m_session->contents().series;
        return *std::find_if(series.begin(), series.end(), [name](const SeriesInfo& info) { return info.name == name; });
    }

    SampleCase m_sample;
    TaskRunner m_tasks;
    Theme m_theme;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<QMainWindow> m_window;
    ChartDataView* m_view = nullptr;
};

QTEST_MAIN(ChartDataViewTest)
#include "chartdataview_test.moc"
