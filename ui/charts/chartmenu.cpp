#include "ui/charts/chartmenu.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/charts/baselinemenu.h"
#include "ui/charts/chartstack.h"
#include "ui/convert.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t mostOffered = 24;    // the rest is in the dialog
constexpr qsizetype longestText = 60;

const LineSpec* recordsLineOf(const ChartSpec& chart)
{
    const auto found = std::find_if(chart.lines.begin(), chart.lines.end(), [](const LineSpec& line) { return line.kind == LineKind::Records; });
    return found == chart.lines.end() ? nullptr : &*found;
}

QString shortened(const QString& text)
{
    QString shown = text.simplified().left(longestText);
    return shown.replace(QLatin1Char('&'), QStringLiteral("&&"));    // no mnemonics from data
}

bool hasRecords(const CaseContents& contents, RecordKind kind)
{
    switch (kind) {
    case RecordKind::Request: return contents.counts.requests != 0;
    case RecordKind::Operation: return contents.counts.operations != 0;
    case RecordKind::LogLine: return contents.counts.logLines != 0;
    }
    return false;
}

}    // namespace

ChartMenu::ChartMenu(ChartStack& stack, TimeChart& chart, CaseSession& session, Actions& actions)
    : QMenu(&stack), m_stack(stack), m_chart(chart), m_session(session), m_actions(actions)
{
    setAttribute(Qt::WA_DeleteOnClose);
    addLines();
    addSeparator();
    addShapes();
    addSeparator();
    addQuestions();
    addSeparator();
    for (const char* id : {"chart.pin", "chart.moveUp", "chart.moveDown", "chart.taller", "chart.lower"})
        addAction(id);
    addSeparator();
    for (const char* id : {"panel.table", "chart.export", "case.print"})
        addAction(id);
    addSeparator();
    addAction("chart.remove");
}

void ChartMenu::addAction(const char* id)
{
    QMenu::addAction(m_actions.action(id));
}

void ChartMenu::edit(const ChartSpec& spec)
{
    m_stack.edit(spec);
}

std::vector<LineSpec> ChartMenu::linesThatFit(const ChartSpec& chart, const CaseSession& session)
{
    std::vector<LineSpec> fitting;
    const CaseContents& contents = session.contents();
    const bool takesLines = chart.shape == ChartShape::Line || chart.shape == ChartShape::Area;
    if (chart.lines.empty() || !takesLines)
        return fitting;
    const std::string unit = unitOf(chart.lines.front(), contents);
    const auto offer = [&](LineSpec line) {
        if (unitOf(line, contents) == unit && std::find(chart.lines.begin(), chart.lines.end(), line) == chart.lines.end())
            fitting.push_back(std::move(line));
    };
    for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine})
        for (int measure = 0; hasRecords(contents, kind) && measure <= static_cast<int>(Measure::InFlight); ++measure)
            if (kind != RecordKind::LogLine || measure <= static_cast<int>(Measure::ErrorShare))
                offer(recordsLine(kind, static_cast<Measure>(measure)));
    for (const SeriesInfo& series : contents.series)
        offer(metricLine(series.id));
    return fitting;
}

void ChartMenu::addLines()
{
    QMenu* lines = addMenu(tr("Add Line"));
    const std::vector<LineSpec> fitting = linesThatFit(m_chart.spec(), m_session);
    for (std::size_t i = 0; i < std::min(fitting.size(), mostOffered); ++i) {
        const LineSpec line = fitting[i];
        lines->addAction(shortened(titleOf(line, m_session.contents())), this,
                         [this, line, id = m_chart.spec().id] { m_session.addLine(line, id); });
    }
    lines->addSeparator();
    lines->QWidget::addAction(m_actions.action("case.addChart"));
    if (m_chart.spec().lines.size() > 1) {
        QMenu* removal = addMenu(tr("Remove Line"));
        for (std::size_t i = 0; i < m_chart.spec().lines.size(); ++i)
            removal->addAction(shortened(titleOf(m_chart.spec().lines[i], m_session.contents())), this, [this, i] {
                ChartSpec spec = m_chart.spec();
                spec.lines.erase(spec.lines.begin() + static_cast<std::ptrdiff_t>(i));
                spec.hidden.clear();
                edit(spec);
            });
        if (!m_chart.spec().hidden.empty())
            QMenu::addAction(tr("Show All Lines"), this, [this] {
                ChartSpec spec = m_chart.spec();
                spec.hidden.clear();
                edit(spec);
            });
    }
    addAction("chart.derive");
}

void ChartMenu::addShapes()
{
    const std::pair<ChartShape, QString> shapes[]{{ChartShape::Line, tr("Lines")},
                                                  {ChartShape::Area, tr("Areas")},
                                                  {ChartShape::Stacked, tr("Stacked by Top Value")},
                                                  {ChartShape::Heatmap, tr("Heatmap of Durations")}};
    QMenu* menu = addMenu(tr("Shape"));
    const LineSpec* records = recordsLineOf(m_chart.spec());
    for (const auto& [shape, title] : shapes) {
        QAction* action = menu->addAction(title, this, [this, shape = shape] {
            ChartSpec spec = m_chart.spec();
            spec.shape = shape;
            spec.hidden.clear();
            edit(spec);
        });
        action->setCheckable(true);
        action->setChecked(m_chart.spec().shape == shape);
        const bool needsRecords = shape == ChartShape::Stacked || shape == ChartShape::Heatmap;
        const bool hasDurations = records && records->records != RecordKind::LogLine;
        action->setEnabled(!needsRecords || (m_chart.spec().lines.size() == 1 && (shape == ChartShape::Stacked ? records != nullptr : hasDurations)));
    }
    if (m_chart.spec().shape == ChartShape::Stacked) {
        QMenu* fields = addFields(tr("Stacked by"));
        connect(fields, &QMenu::triggered, this, [this](QAction* action) {
            ChartSpec spec = m_chart.spec();
            spec.by = toStd(action->data().toString());
            edit(spec);
        });
    }
    addAction("chart.logarithmic");
    addAction("chart.fitValues");
}

QMenu* ChartMenu::addFields(const QString& title)
{
    QMenu* menu = addMenu(title);
    const LineSpec* records = recordsLineOf(m_chart.spec());
    menu->setEnabled(records != nullptr);
    for (int i = 0; records && i < fieldCount; ++i) {
        const FieldInfo& field = infoOf(static_cast<Field>(i));
        const bool isOffered = has(field, records->records) && (field.type == FieldType::Dictionary || field.field == Field::Status);
        if (!isOffered)
            continue;
        QAction* action = menu->addAction(toQString(field.title));
        action->setData(toQString(field.name));
    }
    return menu;
}

void ChartMenu::addQuestions()
{
    QMenu::addAction(tr("Evidence of This Window"), this, [this] { showEvidence(m_session, m_chart.spec()); })
        ->setEnabled(recordsLineOf(m_chart.spec()) != nullptr);
    QMenu* fields = addFields(tr("Breakdown by"));
    connect(fields, &QMenu::triggered, this, [this](QAction* action) {
        const LineSpec* records = recordsLineOf(m_chart.spec());
        m_session.breakDownBy(records ? records->records : RecordKind::Request, action->data().toString());
    });
    if (const LineSpec& line = m_chart.spec().lines.front(); line.kind == LineKind::Sql)
        QMenu::addAction(tr("Show the SQL Statement"), this, [this, statement = toQString(line.statement)] { m_session.showSql(statement); });
    addAction("chart.changesBefore");
    addAction("chart.compare");
    addMenu(new BaselineMenu(tr("Baseline"), m_session, m_actions, this));
    addAction("chart.mark");
    addAction("chart.eventLines");
    addAction("chart.moments");
}

void ChartMenu::showEvidence(CaseSession& session, const ChartSpec& chart)
{
    const LineSpec* records = recordsLineOf(chart);
    if (!records)
        return;
    EvidenceRequest request;
    request.window = session.window();
    request.kind = records->records;
    request.filter = session.filterText();
    if (!records->filter.empty())
        request.filter += (request.filter.empty() ? "(" : " and (") + records->filter + ')';
    request.caption = titleOf(*records, session.contents());
    session.showEvidence(request);
}

}    // namespace faultline
