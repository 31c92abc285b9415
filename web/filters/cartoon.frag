/*{
  "name": "cartoon",
  "about": "A drawing: ink along the edges (flow-based difference of Gaussians, Kang et al. 2007, thresholded as XDoG, Winnemoeller et al. 2012) over smoothed colour in steps of light (Winnemoeller et al. 2006).",
  "kind": "area",
  "uses": ["flow"],
  "passes": [
    {"scale": 0.25, "format": "half"},
    {"scale": 0.25, "format": "half"},
    {"scale": 0.5},
    {"scale": 0.5},
    {"scale": 1.0}
  ],
  "keep": 1,
  "params": {
    "amount": {"default": 1.0, "min": 0.0, "max": 1.0, "about": "0 changes nothing, 1 all drawn"},
    "lines":  {"default": 0.6, "min": 0.0, "max": 1.0, "about": "0 no line, 1 every wrinkle"},
    "levels": {"default": 6.0, "min": 2.0, "max": 16.0, "about": "steps of light from black to white"},
    "vivid":  {"default": 0.35, "min": 0.0, "max": 1.0, "about": "0 the picture's colours, 1 a poster's"},
    "ink":    {"type": "colour", "default": "#15121c", "about": "of the lines"}
  }
}*/
const vec3 cartoon_luma = vec3(0.299, 0.587, 0.114);
const int cartoon_reach = 4;           // taps to each side across an edge
const float cartoon_apart = 0.0026;    // of them, in heights of the picture
const int cartoon_run = 4;             // taps to each side along it
const float cartoon_stride = 0.0050;
// Gaussians of deviations 1.2 and 1.92 taps, at one to four taps from their middle.
const vec2 cartoon_gaussians[4] = vec2[4](vec2(0.70665, 0.87316), vec2(0.24935, 0.58126), vec2(0.04394, 0.29502), vec2(0.00387, 0.11416));
const float cartoon_alike = 0.13;      // deviation of colour that smoothing takes for the same
const float cartoon_gain = 4.0;        // of the difference, where it is stored
const float cartoon_soft = 0.012;      // of a line's edge, as a difference
const float cartoon_step = 2.0;        // how steep a step of light is

// One for the same colour, falling as a Gaussian does, without its price.
float cartoon_same(vec3 a, vec3 b) {
  vec3 apart = (a - b) / cartoon_alike;
  float near = 1.0 / (1.0 + 0.25 * dot(apart, apart));
  return near * near;
}

// Across the lines: colour smoothed where it is alike, and how much darker a point is than what is round it.
vec4 cartoon_across(vec2 uv) {
  vec2 along = flow_along(texture(u_kept, uv).rgb).xy;
  vec2 across = vec2(-along.y, along.x) * vec2(u_size.y / u_size.x, 1.0) * cartoon_apart;
  vec3 centre = texture(u_picture, uv).rgb;
  vec4 colour = vec4(centre, 1.0);
  vec2 narrow = vec2(dot(cartoon_luma, centre), 1.0);
  vec2 wide = narrow;
  for (int tap = 1; tap <= cartoon_reach; tap++) {
    float away = float(tap);
    vec2 weight = cartoon_gaussians[tap - 1];
    vec3 left = texture(u_picture, uv - across * away).rgb;
    vec3 right = texture(u_picture, uv + across * away).rgb;
    float luma = dot(cartoon_luma, left + right);
    narrow += weight.x * vec2(luma, 2.0);
    wide += weight.y * vec2(luma, 2.0);
    colour += vec4(left, 1.0) * cartoon_same(left, centre) + vec4(right, 1.0) * cartoon_same(right, centre);
  }
  return vec4(colour.rgb / colour.a, 0.5 + cartoon_gain * (narrow.x / narrow.y - wide.x / wide.y));
}

// Along them: both again, so that a line is one line.
vec4 cartoon_on(sampler2D image, vec2 uv) {
  vec2 along = flow_along(texture(u_kept, uv).rgb).xy * vec2(u_size.y / u_size.x, 1.0) * cartoon_stride;
  vec4 centre = texture(image, uv);
  vec4 colour = vec4(centre.rgb, 1.0);
  float line = centre.a;
  for (int tap = 1; tap <= cartoon_run; tap++) {
    vec4 left = texture(image, uv - along * float(tap));
    vec4 right = texture(image, uv + along * float(tap));
    colour += vec4(left.rgb, 1.0) * cartoon_same(left.rgb, centre.rgb);
    colour += vec4(right.rgb, 1.0) * cartoon_same(right.rgb, centre.rgb);
    line += left.a + right.a;
  }
  return vec4(colour.rgb / colour.a, line / float(2 * cartoon_run + 1));
}

vec4 cartoon(sampler2D image, vec2 uv) {
  if (u_pass == 0) return vec4(flow_tensor(u_picture, uv, 0.5 / u_size), 1.0);
  if (u_pass == 1) return vec4(flow_smooth(image, uv, 1.5 / u_size), 1.0);
  if (u_pass == 2) return cartoon_across(uv);
  if (u_pass == 3) return cartoon_on(image, uv);
  vec4 picture = texture(u_picture, uv);
  vec4 drawn = texture(image, uv);
  float luma = dot(cartoon_luma, drawn.rgb);
  float near = floor(luma * cartoon_levels) + 0.5;
  float stepped = (near + clamp(cartoon_step * (luma * cartoon_levels - near), -0.5, 0.5)) / cartoon_levels;
  vec3 rgb = drawn.rgb * (stepped / max(luma, 0.02));
  rgb = mix(vec3(stepped), rgb, 1.0 + cartoon_vivid);
  // A line begins where a point is darker than its surroundings by more than this.
  float least = mix(0.040, 0.004, sqrt(cartoon_lines));
  float line = smoothstep(least, least + cartoon_soft, (0.5 - drawn.a) / cartoon_gain) * min(cartoon_lines * 8.0, 1.0);
  rgb = mix(clamp(rgb, 0.0, 1.0), cartoon_ink, line);
  return vec4(mix(picture.rgb, rgb, cartoon_amount), picture.a);
}
