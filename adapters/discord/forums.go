package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// A Forum is one in whose new posts the bot answers.
type Forum struct {
	Channel     string // its ID
	AnsweredTag string // the name of the tag that answered posts get; empty for none
}

// A post is what has come of one in a forum: Discord tells of its thread and of
// its first message apart, in either order.
type post struct {
	thread  bool            // which is then among the threads that are known
	message json.RawMessage // that waits for its thread
	edit    bool            // it tells of a change
	heard   bool            // the message was dealt with
}

// forum returns the setting of a channel.
func (a *Adapter) forum(channel string) (Forum, bool) {
	i := slices.IndexFunc(a.opts.Forums, func(f Forum) bool { return f.Channel == channel })
	if i < 0 {
		return Forum{}, false
	}
	return a.opts.Forums[i], true
}

// listens tells whether a channel is a thread, as far as is known, of a forum in
// whose posts the bot answers.
func (a *Adapter) listens(channel string) bool {
	t, known := a.threads.Get(channel)
	_, listed := a.forum(t.Parent)
	return known && listed
}

// heard deals with a message. One that opens a thread waits until that is known:
// its title belongs to the question, and its forum says who may see what.
func (a *Adapter) heard(ctx context.Context, in *adapters.Intake, edit bool, raw []byte) error {
	var m message
	if json.Unmarshal(raw, &m) != nil || !m.opens() {
		return a.receive(ctx, in, edit, raw)
	}
	if _, known := a.threads.Get(m.Channel); known {
		a.posts.Add(m.Channel, &post{thread: true, heard: true})
		return a.receive(ctx, in, edit, raw)
	}
	if len(a.opts.Forums) == 0 && !mentions(m.Content, a.self.Load().User) {
		return nil
	}
	waiting, came := a.posts.Peek(m.Channel)
	edit = edit && (!came || waiting.edit) // a change of what waits replaces it
	a.posts.Add(m.Channel, &post{message: slices.Clone(raw), edit: edit})
	return doing(in.Do(ctx, "looking up the thread of a post", func(ctx context.Context) error {
		return a.pair(ctx, in, m.Channel)
	}))
}

// receive takes a message in that is the bot's business.
func (a *Adapter) receive(ctx context.Context, in *adapters.Intake, edit bool, raw []byte) error {
	d, ok := a.decodeMessage(edit, raw)
	if !ok {
		return nil
	}
	at := &d.Question.Place
	a.learnLocale(ctx, at.Workspace)
	at.Language = a.languageOf(at.Workspace)
	return in.Receive(ctx, d)
}

// threadBegun deals with a thread that is known by now: its first message may
// have come before it, or not come.
func (a *Adapter) threadBegun(ctx context.Context, in *adapters.Intake, raw []byte) error {
	var t struct {
		ID  string `json:"id"`
		New bool   `json:"newly_created"`
	}
	if json.Unmarshal(raw, &t) != nil || t.ID == "" {
		return nil
	}
	switch p, came := a.posts.Peek(t.ID); {
	case came && p.message != nil:
		a.posts.Add(t.ID, &post{thread: true, heard: true})
		return a.receive(ctx, in, p.edit, p.message)
	case came || !t.New || !a.listens(t.ID):
		return nil
	}
	a.posts.Add(t.ID, &post{thread: true})
	return doing(in.Do(ctx, "looking up the first message of a post", func(ctx context.Context) error {
		return a.pair(ctx, in, t.ID)
	}))
}

// pair asks Discord for the half of a post that has not come in time. What was
// taken in meanwhile is taken in no second time.
func (a *Adapter) pair(ctx context.Context, in *adapters.Intake, id string) error {
	if err := adapters.Pause(ctx, a.pace.Pair); err != nil {
		return err
	}
	p, came := a.posts.Peek(id)
	if !came || p.heard {
		return nil
	}
	if p.thread {
		raw, err := a.firstMessage(ctx, id)
		if status(err) == http.StatusNotFound { // deleted meanwhile
			return nil
		} else if err != nil {
			return err
		}
		return a.receive(ctx, in, false, raw)
	}
	var t thread
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointChannel(id), nil, &t); err != nil {
		return err
	}
	if !a.learn(t) {
		return nil
	}
	return a.receive(ctx, in, p.edit, p.message)
}

// firstMessage asks for the first message of a post, with what an event would
// say of its author, who may be a guest.
func (a *Adapter) firstMessage(ctx context.Context, id string) (json.RawMessage, error) {
	var m map[string]json.RawMessage
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointChannelMessage(id, id), nil, &m); err != nil {
		return nil, err
	}
	var author discordgo.User
	if err := json.Unmarshal(m["author"], &author); err != nil {
		return nil, fmt.Errorf("a message whose author cannot be read: %w", err)
	}
	t, _ := a.threads.Get(id)
	var member json.RawMessage
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointGuildMember(t.Guild, author.ID), nil, &member); err != nil {
		return nil, err
	}
	guild, err := json.Marshal(t.Guild)
	if err != nil {
		return nil, err
	}
	m["guild_id"], m["member"] = guild, member
	return json.Marshal(m)
}

// answered puts the tag of its forum on a post whose first message was answered.
func (a *Adapter) answered(ctx context.Context, d bot.Delivery, at whereabouts) {
	if d.Message == at.Channel { // as it is of a post alone
		a.tag(ctx, d.Question.Place.Channel, at.Channel, "", true)
	}
}

// rated takes the tag of its forum off a post where its author says that the
// answer does not help, and puts it back where it does.
func (a *Adapter) rated(ctx context.Context, i *interaction, helpful bool) {
	if i.Message != nil && i.Message.Reference != nil && i.Message.Reference.Message == i.Place {
		a.tag(ctx, i.channel(), i.Place, i.user(), helpful)
	}
}

// tagLimit bounds the setting of a tag, for which an answer waits to be noted.
const tagLimit = 10 * time.Second

// tag puts the tag of a forum on a post, or takes it off. With a person, it does
// so only if the post is theirs. Why it cannot is told once: the answer stands
// without it.
func (a *Adapter) tag(ctx context.Context, forum, post, person string, on bool) {
	f, listed := a.forum(forum)
	if !listed || f.AnsweredTag == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, tagLimit)
	defer cancel()
	err := a.setTag(ctx, f, post, person, on)
	if err == nil {
		return
	}
	reason := err.Error()
	if n := code(err); n != 0 {
		reason = strconv.Itoa(n)
	}
	if _, told := a.tagFault.LoadOrStore(forum+" "+reason, true); !told {
		a.log.Warn("the tag of answered posts cannot be changed; see quoth discord check", "forum", forum, "tag", f.AnsweredTag, "post", post, "error", err)
	}
}

// Why a tag is not set.
var (
	errNoTag   = errors.New("the forum has no such tag")
	errTagFull = errors.New("the post has as many tags as Discord allows")
)

// maxTags is how many tags a post may have.
const maxTags = 5

func (a *Adapter) setTag(ctx context.Context, f Forum, post, person string, on bool) error {
	var at, forum discordgo.Channel
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointChannel(post), nil, &at); err != nil {
		return err
	}
	if person != "" && at.OwnerID != person {
		return nil
	}
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointChannel(f.Channel), nil, &forum); err != nil {
		return err
	}
	id, ok := tagNamed(forum.AvailableTags, f.AnsweredTag)
	if !ok {
		return errNoTag
	}
	tags := slices.DeleteFunc(append([]string{}, at.AppliedTags...), func(t string) bool { return t == id })
	if on {
		if len(tags) >= maxTags {
			return errTagFull
		}
		tags = append(tags, id)
	}
	if len(tags) == len(at.AppliedTags) {
		return nil // as it is already
	}
	return a.client.call(ctx, http.MethodPatch, discordgo.EndpointChannel(post), map[string]any{"applied_tags": tags}, nil)
}

// tagNamed finds a tag by its name, however that is capitalised.
func tagNamed(tags []discordgo.ForumTag, name string) (id string, ok bool) {
	for _, t := range tags {
		if strings.EqualFold(t.Name, name) {
			return t.ID, true
		}
	}
	return "", false
}

// checkForum finds out whether posts of a forum can be answered.
func (a *Adapter) checkForum(ctx context.Context, f Forum) Finding {
	var ch discordgo.Channel
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointChannel(f.Channel), nil, &ch); err != nil {
		return Finding{Says: fmt.Sprintf("The forum %s cannot be seen: %v.", f.Channel, err),
			Fix: "Add the bot to its server, let it view the forum, or correct discord.forums"}
	}
	if ch.Type != discordgo.ChannelTypeGuildForum && ch.Type != discordgo.ChannelTypeGuildMedia {
		return Finding{Says: fmt.Sprintf("The channel %s (%s) is no forum.", ch.Name, f.Channel), Fix: "Correct discord.forums"}
	}
	needed := permissions
	if f.AnsweredTag != "" {
		if _, ok := tagNamed(ch.AvailableTags, f.AnsweredTag); !ok {
			return Finding{Says: fmt.Sprintf("The forum %s (%s) has no tag %q.", ch.Name, f.Channel, f.AnsweredTag),
				Fix: "Add the tag in the settings of the forum, or correct discord.forums"}
		}
		needed = append(slices.Clone(permissions), manageThreads)
	}
	have, err := a.permissionsIn(ctx, &ch)
	if err != nil {
		return Finding{Says: fmt.Sprintf("What the bot may do in the forum %s (%s) cannot be found out: %v.", ch.Name, f.Channel, err),
			Fix: "Add the bot to the server by the link of 'quoth discord invite'"}
	}
	var lacking []string
	for _, p := range needed {
		if have&p.bit == 0 {
			lacking = append(lacking, p.Name+" ("+p.Why+")")
		}
	}
	if len(lacking) > 0 {
		return Finding{Says: fmt.Sprintf("In the forum %s (%s) the bot lacks %s.", ch.Name, f.Channel, strings.Join(lacking, ", ")),
			Fix: "Add it to the server again by the link of 'quoth discord invite', or permit it in the settings of the forum"}
	}
	return Finding{Good: true, Says: fmt.Sprintf("New posts in the forum %s (%s) are answered.", ch.Name, f.Channel)}
}

// permissionsIn works out what the bot may do in a channel.
func (a *Adapter) permissionsIn(ctx context.Context, ch *discordgo.Channel) (int64, error) {
	me := a.self.Load().User
	var guild discordgo.Guild
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointGuild(ch.GuildID), nil, &guild); err != nil {
		return 0, err
	}
	var member discordgo.Member
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointGuildMember(ch.GuildID, me), nil, &member); err != nil {
		return 0, err
	}
	member.GuildID = guild.ID
	guild.Channels, guild.Members = []*discordgo.Channel{ch}, []*discordgo.Member{&member}
	known := discordgo.NewState()
	if err := known.GuildAdd(&guild); err != nil {
		return 0, err
	}
	return known.UserChannelPermissions(me, ch.ID)
}
