#include "ui/views/analyseview.h"

#include "ui/actions.h"
#include "ui/analysis/kept.h"
#include "ui/analysis/subject.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/models/findingsmodel.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/views/elidedlabel.h"
#include "ui/views/findingdelegate.h"
#include "ui/views/loadview.h"

#include <QComboBox>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr int waitUnsaid = 300;           // ms that an answer may take before something says so
constexpr int narrowestWords = 60;        // characters of a finding
constexpr int widestColumn = 30;          // characters
const QString slot = QStringLiteral("analysis");

}    // namespace

AnalyseView::AnalyseView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme), m_questions(analysisPages())
{
    for (const auto& question : m_questions)
        m_choices.push_back(question->firstChoice());
    build();
    bindActions();
    for (const auto signal : {&CaseSession::viewChanged, &CaseSession::selectionChanged, &CaseSession::baselineChanged,
                              &CaseSession::filterChanged, &CaseSession::zoneChanged, &CaseSession::chartsChanged,
                              &CaseSession::selectedChartChanged})
        connect(&session, signal, this, &AnalyseView::reload);
    connect(&session, &CaseSession::selectionChanged, this, [this] { m_moment.reset(); });
    connect(&session, &CaseSession::contentsChanged, this, &AnalyseView::askAgain);
    connect(&session, &CaseSession::hypothesesChanged, this, &AnalyseView::markKept);
    connect(&session, &CaseSession::changesBeforeRequested, this, &AnalyseView::showChanges);
    connect(&theme, &Theme::changed, this, &AnalyseView::updateColumns);
    pageChanged();
}

AnalyseView::~AnalyseView() = default;

void AnalyseView::build()
{
    m_tabs = new QTabBar(this);
    m_tabs->setAccessibleName(tr("Questions"));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setUsesScrollButtons(false);
    for (const auto& question : m_questions)
        m_tabs->setTabToolTip(m_tabs->addTab(question->title()), question->question());
    m_choice = new QComboBox(this);
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 0, 8, 0);
    head->setSpacing(8);
    head->addWidget(m_tabs);
    m_hint = new ElidedLabel(this, Qt::ElideNone);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setFont(m_theme.smaller());
    m_hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    head->addWidget(m_hint, 1);
    head->addWidget(m_choice);

    m_model = new FindingsModel(m_theme, this);
    m_pages = new QStackedWidget(this);
    m_table = new QTreeView(m_pages);
    m_delegate = new FindingDelegate(*m_model, m_theme, m_table);
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setAccessibleName(tr("Findings"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionsMovable(false);
    m_table->header()->setMinimumSectionSize(20);
    m_pages->addWidget(m_table);
    buildMessage();
    m_load = new LoadView(m_session, m_theme, m_pages);
    m_pages->addWidget(m_load);

    m_footer = new ElidedLabel(this);
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    m_caption = new ElidedLabel(this);
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    m_caption->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(8, 2, 8, 2);
    foot->setSpacing(16);
    foot->addWidget(m_footer, 1);
    foot->addWidget(m_caption);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_pages, 1);
    column->addLayout(foot);
    setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_table);

    m_waited = new QTimer(this);
    m_waited->setSingleShot(true);
    m_waited->setInterval(waitUnsaid);
    connect(m_waited, &QTimer::timeout, this, &AnalyseView::waited);
    connect(m_tabs, &QTabBar::currentChanged, this, &AnalyseView::pageChanged);
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        m_choices[static_cast<std::size_t>(m_tabs->currentIndex())] = m_choice->itemData(index).toInt();
        reload();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &AnalyseView::updateHint);
    connect(&m_actions, &Actions::keysChanged, this, &AnalyseView::updateHint);
    connect(m_table, &QTreeView::doubleClicked, this, &AnalyseView::showFinding);
    connect(m_table, &QTreeView::customContextMenuRequested, this, &AnalyseView::showMenu);
}

void AnalyseView::buildMessage()
{
    auto* page = new QWidget(m_pages);
    m_message = new QLabel(page);
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    m_messageAction = new QPushButton(page);
    m_messageAction->setObjectName(QStringLiteral("messageAction"));
    m_messageAction->setAccessibleName(tr("Next step"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(m_message);
    column->addWidget(m_messageAction, 0, Qt::AlignLeft);
    column->addStretch(1);
    m_pages->addWidget(page);
    connect(m_messageAction, &QPushButton::clicked, this, [this] {
        if (const auto run = m_runMessageAction)
            run();
    });
}

void AnalyseView::bindActions()
{
    const std::array<std::pair<const char*, void (AnalyseView::*)()>, 4> handlers{{{"analysis.show", &AnalyseView::showFinding},
                                                                                   {"analysis.chart", &AnalyseView::chartFinding},
                                                                                   {"analysis.add", &AnalyseView::addToTimeline},
                                                                                   {"analysis.keep", &AnalyseView::keep}}};
    for (const auto& [id, handler] : handlers)
        m_actions.bind(id, m_table, [this, handler = handler] { (this->*handler)(); });
    m_actions.bind("analysis.previousPage", this, [this] { turnPage(-1); });
    m_actions.bind("analysis.nextPage", this, [this] { turnPage(1); });
    const std::array<std::pair<const char*, const char*>, 6> pages{{{"analyse.different", "different here"}, {"analyse.moved", "moved with this"},
                                                                    {"analyse.changed", "changed before"}, {"analyse.first", "moved first"},
                                                                    {"analyse.unusual", "unusual moment"}, {"analyse.load", "latency against load"}}};
    for (const auto& [id, method] : pages)
        m_actions.bind(id, this, [this, method = method] { showPage(method); });
}

const AnalysisPage& AnalyseView::page() const
{
    return *m_questions[static_cast<std::size_t>(m_tabs->currentIndex())];
}

void AnalyseView::showPage(const char* method)
{
    const auto found = std::find_if(m_questions.begin(), m_questions.end(), [&](const auto& question) { return qstrcmp(question->method(), method) == 0; });
    if (found == m_questions.end())
        return;
    m_session.show(Panel::Analyse);
    m_tabs->setCurrentIndex(static_cast<int>(found - m_questions.begin()));
}

/// A brush says where the trouble begins; else the cursor does.
void AnalyseView::showChanges(Timestamp moment)
{
    m_moment = moment;
    showPage("changed before");
    reload();
}

void AnalyseView::turnPage(int step)
{
    const int count = m_tabs->count();
    m_tabs->setCurrentIndex((m_tabs->currentIndex() + step + count) % count);
}

void AnalyseView::pageChanged()
{
    m_model->setFindings({});
    m_footer->setFullText(page().warning());
    m_table->setAccessibleName(page().question());
    fillChoices();
    askAgain();
}

void AnalyseView::fillChoices()
{
    int& chosen = m_choices[static_cast<std::size_t>(m_tabs->currentIndex())];
    const auto choices = page().choices(m_session.contents());
    const QSignalBlocker blocker(m_choice);
    m_choice->clear();
    for (const auto& [text, value] : choices)
        m_choice->addItem(text, value);
    if (!choices.empty() && m_choice->findData(chosen) < 0)
        chosen = choices.front().value;
    m_choice->setCurrentIndex(m_choice->findData(chosen));
    m_choice->setAccessibleName(choices.empty() ? tr("Choice") : page().choiceName());
    m_choice->setToolTip(plainToolTip(page().choiceName()));
    m_choice->setVisible(choices.size() > 1);
}

void AnalyseView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isOutdated)
        reload();
}

void AnalyseView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateHint();
    updateColumns();
}

void AnalyseView::askAgain()
{
    m_key.clear();
    fillChoices();
    reload();
}

void AnalyseView::reload()
{
    m_isOutdated = true;
    if (!isVisible())
        return;
    m_isOutdated = false;
    AnalysisQuestion question = page().ask({m_session, m_choices[static_cast<std::size_t>(m_tabs->currentIndex())], m_moment});
    m_caption->setFullText(question.caption);
    if (page().isPlot())
        return showPlot();
    if (question.key == m_key)
        return;
    m_key = question.key;
    m_session.tasks().cancel(this, slot);
    m_isAsking = question.missing.isEmpty();
    m_waited->stop();
    if (!m_isAsking) {
        m_model->setFindings({});
        return showMessage(question.missing);
    }
    m_waited->start();
    m_draw = std::move(question.draw);
    m_session.query<Findings>(
        this, slot, std::move(question.run), [this](Result<Findings> answer) { take(std::move(answer)); }, TaskRunner::Priority::Normal,
        TaskRunner::Lane::Background);
}

void AnalyseView::showPlot()
{
    m_session.tasks().cancel(this, slot);
    m_isAsking = false;
    m_waited->stop();
    m_key.clear();
    m_hint->setFullText({});
    const bool hadFocus = m_table->hasFocus() || m_messageAction->hasFocus();
    m_pages->setCurrentWidget(m_load);
    setFocusProxy(m_load);
    if (hadFocus)
        m_load->setFocus();
}

/// Rows of the question before stay until then.
void AnalyseView::waited()
{
    if (!m_isAsking)
        return;
    if (m_model->rowCount() == 0)
        return showMessage(tr("Looking through the window and its baseline…"), tr("Stop"), [this] { stop(); });
    m_delegate->setFaint(true);
    m_table->viewport()->update();
}

void AnalyseView::stop()
{
    m_session.tasks().cancel(this, slot);
    m_isAsking = false;
    showMessage(tr("Stopped."), tr("Look Again"), [this] { askAgain(); });
}

void AnalyseView::take(Result<Findings> answer)
{
    m_isAsking = false;
    m_waited->stop();
    m_delegate->setFaint(false);
    if (!answer) {
        m_model->setFindings({});
        const Error& error = answer.error();
        return showMessage(shownText(error.message()), tr("Look Again"), [this] { askAgain(); });
    }
    completeWithContents(*answer);
    const QString chosen = current() ? current()->subject : QString();
    QStringList footer{page().warning()};
    footer << answer->notes;
    m_footer->setFullText(shownText(footer.join(QStringLiteral(" · "))));
    m_model->setFindings(std::move(*answer));
    markKept();
    if (m_model->rowCount() == 0) {
        const Findings& found = m_model->findings();
        return showMessage(shownText(found.notes.isEmpty() ? found.nothing : found.notes.join(QStringLiteral(". ")) + QLatin1Char('.')));
    }
    int row = 0;
    for (int i = 0; i < m_model->rowCount(); ++i)
        if (m_model->findings().rows[static_cast<std::size_t>(i)].subject == chosen)
            row = i;
    m_table->setCurrentIndex(m_model->index(row, 0));
    showRows();
    askSparklines();
}

/// A series is called here as it is on the charts; an event rests on its line.
void AnalyseView::completeWithContents(Findings& findings) const
{
    for (Finding& finding : findings.rows) {
        const Event* event = finding.eventId ? m_session.contents().event(*finding.eventId) : nullptr;
        if (event && finding.evidence.empty())
            finding.evidence = {evidenceOfEvent(*event, m_session.contents())};
        if (!finding.about || !finding.about->isImported() || finding.lines.empty())
            continue;
        finding.subject = titleOf(finding.lines.front(), m_session.contents());
        for (Evidence& one : finding.evidence)
            one.caption = toStd(QStringLiteral("%1: %2").arg(finding.subject, finding.sentence));
    }
}

void AnalyseView::askSparklines()
{
    if (!m_draw)
        return;
    m_session.query<std::vector<Sparkline>>(
        this, slot,
        [draw = m_draw, found = m_model->findings().rows](CaseQueries& queries, const TaskControl& control) { return draw(queries, found, control); },
        [this](Result<std::vector<Sparkline>> lines) {
            if (lines)
                m_model->setSparklines(std::move(*lines));
            updateColumns();
        },
        TaskRunner::Priority::Normal, TaskRunner::Lane::Background);
}

QString AnalyseView::footer() const
{
    return m_footer->fullText();
}

QString AnalyseView::hint() const
{
    return m_hint->fullText();
}

QString AnalyseView::message() const
{
    return m_pages->currentIndex() == 1 ? m_message->text() : QString();
}

/// The focus does not get lost with the table, so that another question is a key away.
void AnalyseView::showMessage(const QString& text, const QString& action, std::function<void()> run)
{
    m_message->setText(text);
    m_hint->setFullText({});
    m_messageAction->setText(action);
    m_messageAction->setAccessibleName(action.isEmpty() ? tr("Next step") : action);
    m_messageAction->setVisible(!action.isEmpty());
    m_runMessageAction = std::move(run);
    const bool hadFocus = m_table->hasFocus();
    m_pages->setCurrentIndex(1);
    if (hadFocus)
        m_tabs->setFocus();
    setFocusProxy(m_tabs);
    if (!m_isAsking)
        emit shown();
}

void AnalyseView::showRows()
{
    const bool hadFocus = m_tabs->hasFocus() || m_messageAction->hasFocus();
    m_pages->setCurrentIndex(0);
    setFocusProxy(m_table);
    if (hadFocus)
        m_table->setFocus();
    updateHint();
    updateColumns();
    emit shown();
}

void AnalyseView::updateColumns()
{
    QHeaderView* header = m_table->header();
    const int character = fontMetrics().averageCharWidth();
    int left = width() - character * narrowestWords;
    header->setSectionResizeMode(FindingsModel::What, QHeaderView::Stretch);
    // What tells least gives way first; it stays in the tooltip.
    for (const auto column : {FindingsModel::Trend, FindingsModel::Count, FindingsModel::Lag, FindingsModel::Baseline, FindingsModel::Method}) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        m_table->setColumnHidden(column, false);
        m_table->resizeColumnToContents(column);
        const int wanted = std::min(m_table->columnWidth(column), character * widestColumn);
        const bool isShown = m_model->hasColumn(column) && wanted <= left;
        m_table->setColumnHidden(column, !isShown);
        if (!isShown)
            continue;
        header->resizeSection(column, wanted);
        left -= wanted;
    }
}

void AnalyseView::markKept()
{
    QSet<int> kept;
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (keptAs(m_session.contents().hypotheses, m_model->findings().rows[static_cast<std::size_t>(row)], m_session.zone()))
            kept.insert(row);
    m_model->setKept(kept);
}

}    // namespace faultline
