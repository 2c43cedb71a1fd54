#include "ui/views/changesview.h"

#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/charts/laneitem.h"
#include "ui/models/changesmodel.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

namespace {

constexpr int hoursAtFirst = 72;

}    // namespace

ChangesView::ChangesView(CaseSession& session, const Theme& theme, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_session(session), m_theme(theme), m_model(new ChangesModel(session, theme, this))
{
    setFrameShape(QFrame::StyledPanel);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 12);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    m_lookback = new QComboBox(this);
    m_lookback->setAccessibleName(tr("How far back"));
    for (const int hours : {1, 6, 24, hoursAtFirst})
        m_lookback->addItem(tr("%1 back").arg(durationText(std::chrono::hours(hours))), hours);
    m_lookback->addItem(tr("all"), 0);
    m_lookback->setCurrentIndex(m_lookback->findData(hoursAtFirst));
    head->addWidget(m_title, 1);
    head->addWidget(m_lookback);
    column->addLayout(head);
    m_table = new QTableView(this);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Changes before the moment"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(ChangesModel::Title, QHeaderView::Stretch);
    m_table->installEventFilter(this);
    column->addWidget(m_table, 1);
    m_note = new QLabel(this);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    column->addWidget(m_note);
    connect(m_lookback, &QComboBox::currentIndexChanged, this, &ChangesView::fill);
    connect(m_table, &QTableView::clicked, this, &ChangesView::take);
    connect(&session, &CaseSession::changesBeforeRequested, this, &ChangesView::open);
}

void ChangesView::open(Timestamp moment)
{
    m_moment = moment;
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setText(tr("Changes before %1").arg(instantWithZone(moment, m_session.zone(), TimeDetail::Second)));
    m_note->setFont(m_theme.smaller());
    QPalette muted = m_note->palette();
    muted.setColor(QPalette::WindowText, m_theme.colors().muted);
    m_note->setPalette(muted);
    fill();
    const QWidget* room = parentWidget();
    const QFontMetrics metrics(font());
    const int rows = std::clamp(m_model->rowCount(), 4, 14);
    resize(std::min(room->width() - 40, metrics.averageCharWidth() * 100), m_table->verticalHeader()->defaultSectionSize() * (rows + 1) + metrics.lineSpacing() * 5);
    move(room->mapToGlobal(QPoint((room->width() - width()) / 2, room->height() / 6)));
    show();
    m_table->setFocus(Qt::PopupFocusReason);
}

void ChangesView::fill()
{
    const int hours = m_lookback->currentData().toInt();
    m_model->show(m_moment, hours > 0 ? std::optional<Nanoseconds>(std::chrono::hours(hours)) : std::nullopt);
    m_note->setText(m_model->rowCount() > 0 ? tr("Before it, not because of it. Enter compares before and after the change.")
                    : hours > 0             ? tr("Nothing is known to have changed in this time. Look further back.")
                                            : tr("Nothing is known to have changed before. Import deploys and flags with Ctrl+I."));
    if (m_model->rowCount() > 0)
        m_table->selectRow(0);
}

void ChangesView::take()
{
    const int row = m_table->currentIndex().row();
    const auto id = m_model->eventAt(row);
    const Event* event = id ? m_session.contents().event(*id) : nullptr;
    if (!event)
        return;
    hide();
    const Timestamp at = m_model->changes()[static_cast<std::size_t>(row)].at;
    const QString title = oneLine(event->title);
    m_session.selectEvent(*id);
    if (!m_session.view().contains(at)) {
        const Nanoseconds half = m_session.view().length() / 2;
        m_session.setView({at - half, at + half});
    }
    m_session.setComparedMoment(ComparedMoment{at, title, comparedSpan(m_session.view())});
}

bool ChangesView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            take();
            return true;
        }
        if (key == Qt::Key_Escape) {
            hide();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

}    // namespace faultline
