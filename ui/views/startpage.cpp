#include "ui/views/startpage.h"

#include "app/base/text.h"
#include "ui/actions.h"
#include "ui/convert.h"
#include "ui/plaintext.h"
#include "ui/samplecases.h"
#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/windowstyle.h"

#include <QDir>
#include <QFileInfo>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace faultline {

namespace {

constexpr int columnWidth = 640;
constexpr int pathRole = Qt::UserRole;
constexpr int noteRole = Qt::UserRole + 1;
constexpr int missingRole = Qt::UserRole + 2;

/// The dashed place where files are dropped; the whole window takes them.
class DropZone final : public QWidget {
public:
    DropZone(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {}

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QColor edge = m_theme.colors().muted;
        edge.setAlpha(130);
        QPen pen(edge, 1);
        pen.setDashPattern({5, 4});
        painter.setPen(pen);
        painter.setBrush(m_theme.colors().panel);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    }

private:
    const Theme& m_theme;
};

/// A case: its name, and where it is in muted letters.
class CaseDelegate final : public QStyledItemDelegate {
public:
    CaseDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override { return {100, option.fontMetrics.height() + 12}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QRect row = option.rect;
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver))
            painter->fillRect(row, option.state & QStyle::State_Selected ? m_theme.colors().selection : m_theme.colors().soft);
        const bool isMissing = index.data(missingRole).toBool();
        const QString name = index.data(Qt::DisplayRole).toString();
        const QRect inside = row.adjusted(8, 0, -8, 0);
        const int left = qMin(option.fontMetrics.horizontalAdvance(name) + 16, inside.width() / 2);
        painter->setPen(isMissing ? m_theme.colors().muted : m_theme.colors().ink);
        painter->drawText(inside, Qt::AlignVCenter, option.fontMetrics.elidedText(name, Qt::ElideRight, left));
        painter->setPen(m_theme.colors().muted);
        const QString note = index.data(noteRole).toString();
        painter->drawText(inside.adjusted(left, 0, 0, 0), Qt::AlignVCenter | Qt::AlignRight,
                          option.fontMetrics.elidedText(note, Qt::ElideMiddle, inside.width() - left));
    }

private:
    const Theme& m_theme;
};

QString withoutTilde(const QString& path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + QLatin1Char('/')) ? QStringLiteral("~") + path.mid(home.size()) : path;
}

/// Why a case did not open and what to do, for people who know neither SQLite nor the command line.
QString explained(const Error& error)
{
    QString why = toQString(withVisibleControls(error.why)).trimmed();
    if (error.kind == ErrorKind::CaseDamaged && error.why.find("not a database") != std::string::npos)
        return StartPage::tr("It is not a Faultline case (%1). Import it if it is a log, an export or a timeline.").arg(why);
    if (error.kind == ErrorKind::CaseDamaged)
        return StartPage::tr("The file is damaged (%1). It was not changed. Open a copy of it, or import the files it was made from into a new case.")
            .arg(why);
    if (!why.isEmpty() && !why.endsWith(QLatin1Char('.')))
        why += QLatin1Char('.');
    const bool isForTerminal = error.action.find("faultline-cli") != std::string::npos;    // helps nobody here
    if (!isForTerminal && !error.action.empty())
        why += QLatin1Char(' ') + toQString(error.action) + QLatin1Char('.');
    return why;
}

}    // namespace

StartPage::StartPage(Actions& actions, Settings& settings, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_actions(actions), m_settings(settings), m_theme(theme)
{
    auto* frame = new QVBoxLayout(this);
    frame->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    frame->addWidget(scroll);
    auto* page = new QWidget(scroll);
    scroll->setWidget(page);
    auto* middle = new QHBoxLayout(page);
    middle->setContentsMargins(24, 24, 24, 24);
    auto* content = new QWidget(page);
    content->setMaximumWidth(columnWidth);
    content->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    middle->addStretch(1);
    middle->addWidget(content, 100);
    middle->addStretch(1);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addStretch(1);
    buildProblem(column);
    buildDropZone(column);
    buildSamples(column);
    buildRecent(column);
    auto* foot = new QLabel(tr("Nothing leaves this computer. Reads access, database and program logs, exports of metrics, deployments, feature "
                               "flags, alerts and written timelines, and any CSV or JSON with times in it, packed or not."),
                            content);
    foot->setTextFormat(Qt::PlainText);
    foot->setWordWrap(true);
    m_muted << foot;
    column->addSpacing(8);
    column->addWidget(foot);
    column->addStretch(2);
    connect(&theme, &Theme::changed, this, &StartPage::applyTheme);
    applyTheme();
    refresh();
}

QLabel* StartPage::heading(const QString& text)
{
    auto* label = new QLabel(text, this);
    label->setTextFormat(Qt::PlainText);
    QFont font = m_theme.smaller();
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::PercentageSpacing, 103);
    label->setFont(font);
    m_muted << label;
    return label;
}

QPushButton* StartPage::actionButton(const char* id, const QString& text, QWidget* parent)
{
    QAction* action = m_actions.action(id);
    auto* button = new QPushButton(text, parent);
    button->setAccessibleName(text);
    button->setAutoDefault(true);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    const auto follow = [button, action, text] {
        button->setEnabled(action->isEnabled());
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        button->setText(keys.isEmpty() ? text : text + QStringLiteral("   ") + keys);
    };
    connect(action, &QAction::changed, button, follow);
    follow();
    return button;
}

void StartPage::buildProblem(QVBoxLayout* column)
{
    m_problem = new QWidget(this);
    m_problem->setAutoFillBackground(true);
    auto* rows = new QVBoxLayout(m_problem);
    rows->setContentsMargins(16, 12, 16, 12);
    m_problemTitle = new QLabel(m_problem);
    m_problemTitle->setTextFormat(Qt::PlainText);
    m_problemTitle->setWordWrap(true);
    QFont bold = m_problemTitle->font();
    bold.setWeight(QFont::DemiBold);
    m_problemTitle->setFont(bold);
    rows->addWidget(m_problemTitle);
    m_problemText = new QLabel(m_problem);
    m_problemText->setTextFormat(Qt::PlainText);
    m_problemText->setWordWrap(true);
    m_problemText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problemText->setAccessibleName(tr("Problem"));
    rows->addWidget(m_problemText);
    auto* buttons = new QHBoxLayout;
    m_retry = new QPushButton(tr("Try Again"), m_problem);
    auto* other = new QPushButton(tr("Open Another Case…"), m_problem);
    for (QPushButton* button : {m_retry, other}) {
        button->setAutoDefault(true);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    rows->addLayout(buttons);
    connect(m_retry, &QPushButton::clicked, this, [this] {
        m_problem->hide();
        emit caseChosen(m_problemPath);
    });
    connect(other, &QPushButton::clicked, this, &StartPage::otherCaseRequested);
    m_problem->hide();
    column->addWidget(m_problem);
    m_busy = new QLabel(this);
    m_busy->setTextFormat(Qt::PlainText);
    m_busy->setAlignment(Qt::AlignCenter);
    m_busy->hide();
    m_muted << m_busy;
    column->addWidget(m_busy);
}

void StartPage::buildDropZone(QVBoxLayout* column)
{
    m_zone = new DropZone(m_theme, this);
    auto* rows = new QVBoxLayout(m_zone);
    rows->setContentsMargins(24, 28, 24, 28);
    rows->setSpacing(16);
    auto* title = new QLabel(tr("Drop log files, metric exports or a timeline here"), m_zone);
    title->setTextFormat(Qt::PlainText);
    title->setAlignment(Qt::AlignCenter);
    title->setWordWrap(true);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.35);
    title->setFont(font);
    rows->addWidget(title);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(actionButton("case.import", tr("Import Files…"), m_zone));
    buttons->addWidget(actionButton("case.import.clipboard", tr("Paste Text"), m_zone));
    buttons->addWidget(actionButton("case.open", tr("Open Case…"), m_zone));
    buttons->addStretch(1);
    rows->addLayout(buttons);
    column->addWidget(m_zone);
}

void StartPage::buildSamples(QVBoxLayout* column)
{
    column->addSpacing(8);
    column->addWidget(heading(tr("Open a sample incident")));
    for (const SampleIncident& incident : sampleIncidents()) {
        auto* row = new QHBoxLayout;
        QPushButton* open = actionButton(incident.action, titleOf(incident), this);
        setLook(open, ButtonLook::Link);
        auto* about = new QLabel(QCoreApplication::translate("Samples", incident.about), this);
        about->setTextFormat(Qt::PlainText);
        m_muted << about;
        row->addWidget(open);
        row->addStretch(1);
        row->addWidget(about);
        column->addLayout(row);
    }
}

void StartPage::buildRecent(QVBoxLayout* column)
{
    column->addSpacing(8);
    m_recentTitle = heading(tr("Recent cases"));
    column->addWidget(m_recentTitle);
    m_recent = new QListWidget(this);
    m_recent->setAccessibleName(tr("Recent cases"));
    m_recent->setFrameShape(QFrame::NoFrame);
    m_recent->setItemDelegate(new CaseDelegate(m_theme, m_recent));
    m_recent->setMouseTracking(true);
    m_recent->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_recent->setContextMenuPolicy(Qt::CustomContextMenu);
    m_recent->installEventFilter(this);
    m_recent->viewport()->setAutoFillBackground(false);
    connect(m_recent, &QListWidget::itemClicked, this, &StartPage::openRecent);
    connect(m_recent, &QListWidget::customContextMenuRequested, this, &StartPage::showMenu);
    column->addWidget(m_recent);
}

void StartPage::addRecent(const QString& path, const QString& note)
{
    const QFileInfo file(path);
    auto* item = new QListWidgetItem(file.completeBaseName(), m_recent);
    const bool isMissing = !file.exists();
    const QString folder = withoutTilde(file.absolutePath());
    item->setData(pathRole, path);
    item->setData(missingRole, isMissing);
    item->setData(noteRole, isMissing ? tr("not there any more") : note.isEmpty() ? folder : note + QStringLiteral(" · ") + folder);
    item->setToolTip(path.toHtmlEscaped());
    item->setData(Qt::AccessibleTextRole, QString(file.completeBaseName() + QStringLiteral(", ") + item->data(noteRole).toString()));
}

void StartPage::refresh()
{
    m_recent->clear();
    for (const QString& path : std::as_const(m_settings.pinnedCases))
        addRecent(path, tr("pinned"));
    for (const QString& path : std::as_const(m_settings.recentCases))
        if (!m_settings.pinnedCases.contains(path))
            addRecent(path, {});
    const int count = m_recent->count();
    m_recent->setVisible(count > 0);
    m_recentTitle->setVisible(count > 0);
    m_recent->setFixedHeight(count * m_recent->sizeHintForRow(0) + 4);
    if (count > 0)
        m_recent->setCurrentRow(0);
}

void StartPage::showProblem(const QString& path, const Error& error)
{
    m_problemPath = path;
    const bool isOpening = error.kind == ErrorKind::CaseDamaged || error.what.rfind("Cannot open ", 0) == 0;
    m_problemTitle->setText(isOpening ? tr("%1 cannot be opened").arg(shownText(QFileInfo(path).fileName(), 200)) : shownText(toQString(error.what), 400));
    m_problemTitle->setToolTip(plainToolTip(path));
    m_problemText->setText(explained(error));
    m_problem->show();
    m_retry->setFocus();
}

void StartPage::showBusy(const QString& text)
{
    m_busy->setText(text);
    m_busy->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        m_problem->hide();
    m_zone->setEnabled(text.isEmpty());
}

void StartPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_recent->isVisibleTo(this))
        m_recent->setFocus();
}

bool StartPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_recent || event->type() != QEvent::KeyPress || !m_recent->currentItem())
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: openRecent(m_recent->currentItem()); return true;
    case Qt::Key_Delete: removeRecent(m_recent->currentItem()); return true;
    default: return QWidget::eventFilter(watched, event);
    }
}

void StartPage::openRecent(QListWidgetItem* item)
{
    m_problem->hide();
    emit caseChosen(item->data(pathRole).toString());
}

void StartPage::removeRecent(QListWidgetItem* item)
{
    const QString path = item->data(pathRole).toString();
    m_settings.recentCases.removeAll(path);
    m_settings.pinnedCases.removeAll(path);
    refresh();
}

void StartPage::pin(QListWidgetItem* item)
{
    const QString path = item->data(pathRole).toString();
    if (m_settings.pinnedCases.contains(path))
        m_settings.pinnedCases.removeAll(path);
    else
        m_settings.pinnedCases.append(path);
    if (!m_settings.recentCases.contains(path))
        m_settings.recentCases.append(path);
    refresh();
}

void StartPage::showMenu(const QPoint& at)
{
    QListWidgetItem* item = m_recent->itemAt(at);
    if (!item)
        item = m_recent->currentItem();
    if (!item)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool isPinned = m_settings.pinnedCases.contains(item->data(pathRole).toString());
    menu->addAction(tr("Open"), this, [this, item] { openRecent(item); });
    menu->addAction(isPinned ? tr("Unpin") : tr("Pin"), this, [this, item] { pin(item); });
    menu->addAction(tr("Remove from This List"), this, [this, item] { removeRecent(item); });
    menu->popup(m_recent->viewport()->mapToGlobal(at));
}

void StartPage::applyTheme()
{
    for (QLabel* label : std::as_const(m_muted)) {
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, m_theme.colors().muted);
        label->setPalette(palette);
    }
    QPalette page = palette();
    page.setColor(QPalette::Window, m_theme.colors().background);
    setPalette(page);
    for (QScrollArea* area : findChildren<QScrollArea*>())
        area->widget()->setAutoFillBackground(false);
    QPalette problem = m_problem->palette();
    problem.setColor(QPalette::Window, m_theme.colors().soft);
    m_problem->setPalette(problem);
    QPalette list = m_recent->palette();
    list.setColor(QPalette::Base, Qt::transparent);
    m_recent->setPalette(list);
}

}    // namespace faultline
